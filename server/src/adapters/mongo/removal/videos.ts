import type { Filter } from 'mongodb'
import type { RemnantStore } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Mongo, Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import type { VideoDocument } from '../documents.ts'
import { hold } from '../hold.ts'
import { idOf, oid } from '../ids.ts'
import { unindexVideos } from '../stores/search/rows.ts'
import { removeSome } from '../sweep.ts'
import { batchSize } from './batch.ts'

/** Nobody's, seen by nobody and without files. */
const nobodys = {
  ...{ owner: null, privacy: 'private', isPublished: false, listed: false },
  ...{ title: '', titleKey: '', description: '', tags: [] },
  ...{ source: null, videoFile: null, hls: null, poster: null, storyboard: null },
  ...{ thumbnail: null, thumbnailSmall: null, claim: null, pending: [], awaitsTranscoder: false },
} satisfies Partial<VideoDocument>

/** What hangs from them is left to `mongoRemnants`. Answers which they were. */
export async function detach(
  tx: Transaction,
  which: Filter<VideoDocument>,
  most: number,
  now: Date,
): Promise<Id[]> {
  const projection = { owner: 1, listed: 1 }
  const videos = await tx.in('videos').all(which, { sort: { _id: 1 }, limit: most, projection })
  if (videos.length === 0) return []
  const ids = videos.map(({ _id }) => _id)
  await tx
    .in('videos')
    .changeAll({ _id: { $in: ids } }, { $set: { ...nobodys, updatedAt: now }, $inc: { revision: 1 } })
  await appendDeltas(
    tx,
    videos.flatMap(({ owner, listed }) =>
      listed ? [{ counter: 'user.videos' as const, targetId: idOf(owner!), delta: -1 }] : [],
    ),
  )
  await unindexVideos(tx, ids)
  return ids.map(idOf)
}

type Step = (tx: Transaction, id: Id) => Promise<number>

/** Some of a video's comments, replies before what they answer. They stay until their likes are gone. */
const clearComments: Step = async (tx, videoId) => {
  const [comments, few] = [tx.in('comments'), { limit: batchSize.threads, projection: { _id: 1 } } as const]
  const roots = await comments.all({ video: oid(videoId), parent: null }, few)
  const below = await comments.all({ parent: { $in: roots.map(({ _id }) => _id) } }, few)
  const doomed = (below.length > 0 ? below : roots).map(({ _id }) => _id)
  if (doomed.length === 0) return 0
  const unliked = await removeSome(tx.in('likes'), { comment: { $in: doomed } }, batchSize.rows)
  if (unliked === batchSize.rows) return unliked
  return unliked + (await comments.removeAll({ _id: { $in: doomed } }))
}

const steps: Step[] = [
  ...(['likes', 'watchHistory', 'playlistEntries', 'videoDays', 'viewWindows'] as const).map(
    (name): Step =>
      (tx, id) =>
        removeSome(tx.in(name as 'videoDays'), { video: oid(id) }, batchSize.rows),
  ),
  clearComments,
]

export const mongoRemnants = ({ mongo }: { mongo: Mongo }): RemnantStore => ({
  async *clear(id) {
    const removed = { _id: oid(id), owner: null }
    /** Whoever clears a video away has it alone; 0 also when there is no such video. */
    const run = (step: Step) =>
      mongo.transaction(async (tx) => ((await hold(tx, 'videos', removed)) ? step(tx, id) : 0))
    for (const step of steps) {
      for (let gone = 1; gone > 0; yield gone) gone = await run(step)
    }
    await run((tx) => tx.in('videos').remove(removed))
  },
})
