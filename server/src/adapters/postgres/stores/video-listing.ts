import type { Id } from '../../../lib/id.ts'
import type { Runner } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import { type Params, prepared } from '../statement.ts'
import { indexVideos, unindexVideo } from './search/rows.ts'

const firstListed = prepared('videos.first-listed', (db, p: Params<{ id: Id; now: Date }>) =>
  db.updateTable('videos').set({ published_at: p.now }).where('id', '=', p.id),
)

/** A video before and after a change. */
export interface Listing {
  id: Id
  owner_id: Id
  was_listed: boolean
  listed: boolean
  published_at: Date | null
}

/**
 * A channel counts the videos that stand in lists, a video is published when it stands there first, and a search finds it
 * as long as it stands there.
 */
export async function keepListing(tx: Runner, row: Listing, now: Date, saysElse = false): Promise<void> {
  const delta = Number(row.listed) - Number(row.was_listed)
  if (delta !== 0) await appendDeltas(tx, [{ counter: 'user.videos', targetId: row.owner_id, delta }])
  if (row.listed && !row.published_at) await tx.run(firstListed, { id: row.id, now })
  if (row.listed && (delta !== 0 || saysElse)) await indexVideos(tx, [row.id])
  if (delta < 0) await unindexVideo(tx, row.id)
}
