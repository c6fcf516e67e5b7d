import type { Id } from '../../../lib/id.ts'
import type { Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import type { VideoDocument } from '../documents.ts'
import { idOf, oid } from '../ids.ts'
import { indexVideos, unindexVideos } from './search/rows.ts'

type Standing = Pick<VideoDocument, 'owner' | 'privacy' | 'isPublished' | 'videoFile'>

export const isListed = ({ owner, privacy, isPublished, videoFile }: Standing): boolean =>
  owner !== null && privacy === 'public' && isPublished && videoFile !== null

/** Only of a video that is not removed. `set` answers what changes; null: nothing does. */
export async function editVideo(
  tx: Transaction,
  id: Id,
  now: Date,
  set: (video: VideoDocument) => Partial<VideoDocument> | null,
): Promise<VideoDocument | null> {
  const before = await tx.in('videos').one({ _id: oid(id), owner: { $ne: null } })
  const changes = before && set(before)
  if (!changes) return null
  const listed = isListed({ ...before, ...changes })
  const publishedAt = before.publishedAt ?? (listed ? now : null)
  const after = { ...before, ...changes, listed, publishedAt }
  await tx
    .in('videos')
    .change({ _id: before._id }, { $set: { ...changes, listed, publishedAt }, $inc: { revision: 1 } })
  await keepListing(
    tx,
    before.listed,
    after,
    'title' in changes || 'description' in changes || 'tags' in changes,
  )
  return after
}

/**
 * A channel counts the videos that stand in lists, and a search finds them as long as they stand there.
 */
export async function keepListing(
  tx: Transaction,
  wasListed: boolean,
  video: VideoDocument,
  saysElse = false,
): Promise<void> {
  const delta = Number(video.listed) - Number(wasListed)
  if (delta !== 0) await appendDeltas(tx, [{ counter: 'user.videos', targetId: idOf(video.owner!), delta }])
  if (video.listed && (delta !== 0 || saysElse)) await indexVideos(tx, [video])
  if (delta < 0) await unindexVideos(tx, [video._id])
}
