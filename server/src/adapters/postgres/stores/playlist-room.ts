import { sql } from 'kysely'
import type { Id } from '../../../lib/id.ts'
import { respread } from '../../../lib/position.ts'
import type { Transaction } from '../connection.ts'
import { type Params, prepared } from '../statement.ts'

const around = prepared(
  'playlists.around',
  (_db, p: Params<{ playlistId: Id; position: string; reach: number }>) => sql<{
    videoId: Id
    position: string
    isBehind: boolean
  }>`
    (select video_id as "videoId", position, false as "isBehind" from playlist_entries
      where playlist_id = ${p.playlistId} and position <= ${p.position} order by position desc limit ${p.reach})
    union all
    (select video_id, position, true from playlist_entries
      where playlist_id = ${p.playlistId} and position > ${p.position} order by position limit ${p.reach})
    order by position`,
)

/** Out of the way first: a new place may be an old one of a neighbour that has not moved yet. */
const stepAside = prepared(
  'playlists.step-aside',
  (_db, p: Params<{ playlistId: Id; videoIds: Id[] }>) => sql<object>`
    update playlist_entries set position = '~' || position
    where playlist_id = ${p.playlistId} and video_id = any(${p.videoIds}::text[])`,
)
const place = prepared(
  'playlists.place',
  (_db, p: Params<{ playlistId: Id; videoIds: Id[]; positions: string[] }>) => sql<object>`
    update playlist_entries set position = placed.position
    from unnest(${p.videoIds}::text[], ${p.positions}::text[]) as placed (video_id, position)
    where playlist_id = ${p.playlistId} and playlist_entries.video_id = placed.video_id`,
)

/** Gives the entries around a position that has become long shorter ones. In the transaction of the move, in its turn. */
export async function makeRoom(tx: Transaction, playlistId: Id, position: string): Promise<void> {
  const { run, positions } = await respread((reach) => tx.run(around, { playlistId, position, reach }))
  const videoIds = run.map(({ videoId }) => videoId)
  await tx.change(stepAside, { playlistId, videoIds })
  await tx.change(place, { playlistId, videoIds, positions })
}
