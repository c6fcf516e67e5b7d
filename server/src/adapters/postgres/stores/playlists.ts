import { sql } from 'kysely'
import type { NewPlaylist, PlaylistChanges, PlaylistStore } from '../../../features/playlists/store.ts'
import type { Id } from '../../../lib/id.ts'
import { isLong, positionBetween } from '../../../lib/position.ts'
import type { Postgres, Runner } from '../connection.ts'
import { keepRecord, together } from '../idempotency.ts'
import { type Params, prepared } from '../statement.ts'
import { playlistReads } from './playlist-reads.ts'
import { makeRoom } from './playlist-room.ts'

const add = prepared('playlists.add', (db, p: Params<NewPlaylist>) =>
  db.insertInto('playlists').values({
    id: p.id,
    owner_id: p.ownerId,
    name: p.name,
    description: p.description,
    privacy: p.privacy,
    created_at: p.now,
    updated_at: p.now,
  }),
)

/** Null: leave it. */
type Changes = { [Name in keyof PlaylistChanges]-?: PlaylistChanges[Name] | null } & { id: Id; now: Date }
const update = prepared(
  'playlists.update',
  (_db, p: Params<Changes>) => sql<object>`update playlists set
    name = coalesce(${p.name}::text, name),
    description = coalesce(${p.description}::text, description),
    privacy = coalesce(${p.privacy}::text, privacy),
    updated_at = ${p.now}
    where id = ${p.id}`,
)

const remove = prepared('playlists.remove', (db, p: Params<{ id: Id }>) =>
  db.deleteFrom('playlists').where('id', '=', p.id),
)

/** Changes of one playlist's order take turns: each finds the neighbours that the one before it left. */
const takeTurn = prepared('playlists.take-turn', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('playlists').select('id').where('id', '=', p.id).forNoKeyUpdate(),
)

const last = prepared('playlists.last', (db, p: Params<{ id: Id }>) =>
  db
    .selectFrom('playlist_entries')
    .select('position')
    .where('playlist_id', '=', p.id)
    .orderBy('position', 'desc')
    .limit(1),
)

type Entry = Params<{ playlistId: Id; videoId: Id; position: string; now: Date }>

const addEntry = prepared(
  'playlists.add-entry',
  (_db, p: Entry) => sql<object>`
    with added as (
      insert into playlist_entries (playlist_id, video_id, position, added_at)
      values (${p.playlistId}, ${p.videoId}, ${p.position}, ${p.now})
      on conflict (playlist_id, video_id) do nothing
      returning playlist_id
    )
    update playlists set updated_at = ${p.now} from added where id = added.playlist_id`,
)

const removeEntry = prepared(
  'playlists.remove-entry',
  (_db, p: Params<{ playlistId: Id; videoId: Id; now: Date }>) => sql<object>`
    with removed as (
      delete from playlist_entries where playlist_id = ${p.playlistId} and video_id = ${p.videoId}
      returning playlist_id
    )
    update playlists set updated_at = ${p.now} from removed where id = removed.playlist_id`,
)

/** Between which two the video shall stand; it does not count as its own neighbour. */
const neighbours = prepared(
  'playlists.neighbours',
  (_db, p: Params<{ playlistId: Id; videoId: Id; after: Id | null }>) => sql<{
    isThere: boolean
    before: string | null
    after: string | null
  }>`
    with anchor as materialized (
      select (select position from playlist_entries
        where playlist_id = ${p.playlistId} and video_id = ${p.after}::text) as position
    )
    select anchor.position as before,
      exists (select from playlist_entries
        where playlist_id = ${p.playlistId} and video_id = ${p.videoId}) as "isThere",
      (select position from playlist_entries
        where playlist_id = ${p.playlistId} and video_id <> ${p.videoId}
          and position > coalesce(anchor.position, '')
        order by position limit 1) as after
    from anchor`,
)

const moveEntry = prepared(
  'playlists.move-entry',
  (_db, p: Entry) => sql<object>`
    with moved as (
      update playlist_entries set position = ${p.position}
      where playlist_id = ${p.playlistId} and video_id = ${p.videoId}
      returning playlist_id
    )
    update playlists set updated_at = ${p.now} from moved where id = moved.playlist_id`,
)

/** One that is removed is still a row, which nothing is added to. */
const holdVideo = prepared('playlists.hold-video', (db, p: Params<{ videoId: Id }>) =>
  db
    .selectFrom('videos')
    .select('id')
    .where('id', '=', p.videoId)
    .where('owner_id', 'is not', null)
    .forKeyShare(),
)

async function append(tx: Runner, playlistId: Id, videoId: Id, now: Date) {
  if (!(await tx.one(takeTurn, { id: playlistId }))) return 'no playlist'
  if (!(await tx.one(holdVideo, { videoId }))) return 'no video'
  const end = await tx.one(last, { id: playlistId })
  const position = positionBetween(end?.position ?? null, null)
  const added = await tx.change(addEntry, { playlistId, videoId, position, now })
  return added > 0 ? 'added' : 'there'
}

export function postgresPlaylists({ postgres }: { postgres: Postgres }): PlaylistStore {
  return {
    ...playlistReads(postgres),
    add: (playlist, also) =>
      together(postgres, also, async (tx) => {
        await tx.run(add, playlist)
        await keepRecord(tx, also.once, playlist.id)
      }),
    update: async (id, { name = null, description = null, privacy = null }, now) =>
      (await postgres.change(update, { id, name, description, privacy, now })) > 0,
    remove: async (id) => (await postgres.change(remove, { id })) > 0,
    addVideo: (playlistId, videoId, now) =>
      postgres.transaction((tx) => append(tx, playlistId, videoId, now)),
    removeVideo: (playlistId, videoId, now) =>
      postgres.transaction(async (tx) => {
        await tx.one(takeTurn, { id: playlistId })
        return (await tx.change(removeEntry, { playlistId, videoId, now })) > 0
      }),
    moveVideo: (playlistId, videoId, after, now) =>
      postgres.transaction(async (tx) => {
        await tx.one(takeTurn, { id: playlistId })
        const place = await tx.one(neighbours, { playlistId, videoId, after })
        if (!place?.isThere || (after !== null && place.before === null)) return false
        const position = positionBetween(place.before, place.after)
        if ((await tx.change(moveEntry, { playlistId, videoId, position, now })) === 0) return false
        if (isLong(position)) await makeRoom(tx, playlistId, position)
        return true
      }),
  }
}
