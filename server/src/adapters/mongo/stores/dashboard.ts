import type { DashboardStore, Day, DayRange } from '../../../features/dashboard/store.ts'
import type { Mongo } from '../connection.ts'
import { type Pending, pendingAs, pendingOf } from '../counters.ts'
import type { UserDocument, VideoDocument } from '../documents.ts'
import { idOf, oid } from '../ids.ts'
import { newestFirst } from './pages.ts'

interface Sums {
  videos: number
  views: number
  likes: number
  comments: number
  pending: Pending
}

const sums = [
  {
    $group: {
      ...{ _id: null, ids: { $push: '$_id' }, videos: { $sum: 1 } },
      ...{ views: { $sum: '$views' }, likes: { $sum: '$likesCount' }, comments: { $sum: '$commentsCount' } },
    },
  },
  pendingAs('pending', 'ids'),
  { $project: { ids: 0 } },
]
const none: Sums = { videos: 0, views: 0, likes: 0, comments: 0, pending: [] }

const shown = { day: 1, views: 1, watchedSeconds: 1, likes: 1, comments: 1 }
const range = ({ from, to }: DayRange) => ({ day: { $gte: from, $lte: to } })
const dayOf = ({ _id, ...day }: Partial<Day> & { _id: unknown }): Day => ({
  ...{ subscribersGained: 0, subscribersLost: 0 },
  ...(day as Day),
})

export function mongoDashboard({ mongo }: { mongo: Mongo }): DashboardStore {
  return {
    // One moment, so that no fold between two reads is counted twice.
    statsOf: (ownerId) =>
      mongo.transaction(async (tx) => {
        const [user] = await tx
          .in('users')
          .gather<UserDocument & { pending: Pending }>([
            { $match: { _id: oid(ownerId) } },
            pendingAs('pending'),
          ])
        if (!user) return null
        const own = [{ $match: { owner: oid(ownerId) } }, ...sums]
        const { pending, videos, views, likes, comments } =
          (await tx.in('videos').gather<Sums>(own))[0] ?? none
        return {
          videos,
          views: views + pendingOf(pending, 'video.views'),
          likes: likes + pendingOf(pending, 'video.likes'),
          comments: comments + pendingOf(pending, 'video.comments'),
          subscribers: user.subscribersCount + pendingOf(user.pending, 'user.subscribers'),
        }
      }),
    async daysOfChannel(id, asked) {
      const projection = { ...shown, subscribersGained: 1, subscribersLost: 1 }
      const filter = { user: oid(id), ...range(asked) }
      return (
        await mongo.in('channelDays').all<Day & { _id: unknown }>(filter, { projection, sort: { day: 1 } })
      ).map(dayOf)
    },
    async daysOfVideo(id, asked) {
      const filter = { video: oid(id), ...range(asked) }
      const shape = { projection: shown, sort: { day: 1 } } as const
      return (await mongo.in('videoDays').all<Day & { _id: unknown }>(filter, shape)).map(dayOf)
    },
    videoIds: (ownerId, _audience, page) =>
      newestFirst(
        mongo.in('videos'),
        {
          ...{ match: { owner: oid(ownerId) }, time: 'createdAt' },
          entryOf: ({ _id, createdAt, hls, processing }: VideoDocument) => ({
            ...{ id: idOf(_id), createdAt, hls, processing },
          }),
          timeOf: ({ createdAt }) => createdAt,
        },
        page,
      ),
  }
}
