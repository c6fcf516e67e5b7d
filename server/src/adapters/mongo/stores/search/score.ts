import type { ObjectId } from 'mongodb'
import { ranking } from '../../../../features/search/store.ts'
import type { Transaction } from '../../connection.ts'
import type { VideoDocument } from '../../documents.ts'

type Rated = Pick<VideoDocument, 'views' | 'likesCount' | 'publishedAt' | 'createdAt'>

/** Points of popularity and age, which stand beside the words of a video. */
export function scoreOf({ views, likesCount, publishedAt, createdAt }: Rated): number {
  const { doubled, likeInViews, daysPerDoubling, ageFrom } = ranking
  const msPerPoint = (daysPerDoubling * 86_400_000) / doubled
  const watched = Math.max(0, views + likesCount * likeInViews)
  const age = Math.floor(((publishedAt ?? createdAt).getTime() - ageFrom.getTime()) / msPerPoint)
  return Math.max(0, Math.round(Math.log2(1 + watched) * doubled) + age)
}

/** For those whose counters have changed just now. Most have as many points as before. */
export async function rescore(tx: Transaction, ids: ObjectId[]): Promise<void> {
  if (ids.length === 0) return
  const projection = { views: 1, likesCount: 1, publishedAt: 1, createdAt: 1 }
  const videos = await tx.in('videos').all({ _id: { $in: ids }, listed: true }, { projection })
  await tx.in('videoSearch').write(
    videos.map((video) => {
      const score = scoreOf(video)
      return { updateOne: { filter: { _id: video._id, score: { $ne: score } }, update: { $set: { score } } } }
    }),
  )
}
