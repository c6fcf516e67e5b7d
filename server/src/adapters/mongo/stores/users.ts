import type { Makers } from '../../../database.ts'
import type { Taken, User, UserStore } from '../../../features/users/store.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { Mongo } from '../connection.ts'
import { type Pending, pendingAs, pendingOf } from '../counters.ts'
import type { UserDocument } from '../documents.ts'
import { duplicateField } from '../errors.ts'
import { oid, oids } from '../ids.ts'
import { insertJobs } from '../job-queue.ts'
import { ownerFields, ownerOf } from './owners.ts'

interface ChannelRow extends UserDocument {
  pending: Pending
  subscribed: unknown[]
  blocked: unknown[]
}

/** Whether there is a row in which the viewer stands on one side and this user on the other. */
const between = (from: string, mine: string, theirs: string, as: string, viewerId: string | null) => ({
  $lookup: {
    ...{ from, localField: '_id', foreignField: theirs, as },
    pipeline: [{ $match: { [mine]: viewerId && oid(viewerId) } }, { $project: { _id: 1 } }],
  },
})

export function mongoUsers({ mongo, ...makers }: Makers & { mongo: Mongo }): UserStore {
  const users = mongo.in('users')
  return {
    async add({ id, now, passwordHash, ...user }) {
      const made = { _id: oid(id), createdAt: now, updatedAt: now }
      try {
        await mongo.transaction(async (tx) => {
          await tx.in('users').add([
            {
              ...{ ...made, ...user, password: passwordHash, bio: '', role: 'user', historyPaused: false },
              ...{ closedAt: null, revision: 0 },
              ...{ subscribersCount: 0, subscriptionsCount: 0, videosCount: 0 },
            },
          ])
          const watchLater = { kind: 'watch_later', name: 'Watch later', description: '' } as const
          await tx.in('playlists').add([{ ...made, ...watchLater, owner: made._id, privacy: 'private' }])
        })
        return null
      } catch (error) {
        return takenBy(error)
      }
    },
    async takenAmong({ username, email }) {
      const names = [{ username: { $eq: username } }, { email: { $eq: email } }]
      const found = await users.all({ $or: names }, { projection: { username: 1 } })
      if (found.length === 0) return null
      return found.some((user) => user.username === username) ? 'username' : 'email'
    },
    findById: async (id) => userOf(await users.one({ _id: oid(id), closedAt: null })),
    async findChannel(username, viewerId) {
      const [row] = await users.gather<ChannelRow>([
        { $match: { username: { $eq: username }, closedAt: null } },
        pendingAs('pending'),
        between('subscriptions', 'subscriber', 'channel', 'subscribed', viewerId),
        between('blocks', 'blocker', 'blocked', 'blocked', viewerId),
      ])
      if (!row) return null
      const { pending, subscribed, blocked } = row
      return {
        user: wholeOf(row),
        counts: {
          subscribers: row.subscribersCount + pendingOf(pending, 'user.subscribers'),
          subscriptions: row.subscriptionsCount + pendingOf(pending, 'user.subscriptions'),
          videos: row.videosCount + pendingOf(pending, 'user.videos'),
        },
        ...{ isSubscribed: subscribed.length > 0, isBlocked: blocked.length > 0 },
      }
    },
    async loadMany(ids) {
      const rows = await users.all({ _id: { $in: oids(ids) }, closedAt: null }, { projection: ownerFields })
      return inOrder(ids, rows.map(ownerOf))
    },
    async update(id, { fullName, email, bio }, now, { jobs }) {
      try {
        return await mongo.transaction(async (tx) => {
          const set = { fullName, email, bio, updatedAt: now }
          const filter = { _id: oid(id), closedAt: null }
          const user = await tx.in('users').changed(filter, { $set: given(set), $inc: { revision: 1 } })
          if (user) await insertJobs(tx, jobs, makers)
          return userOf(user)
        })
      } catch (error) {
        if (takenBy(error) === 'email') return 'email'
        throw error
      }
    },
    replacePicture: ({ userId, picture, from, to, now }, { jobs }) =>
      mongo.transaction(async (tx) => {
        const field = picture === 'avatar' ? 'avatar' : 'coverImage'
        const filter = { _id: oid(userId), closedAt: null, [field]: { $eq: from } }
        const set = { [field]: to, updatedAt: now }
        const changed = (await tx.in('users').change(filter, { $set: set, $inc: { revision: 1 } })) > 0
        if (changed) await insertJobs(tx, jobs, makers)
        return changed
      }),
    setRole: async (id, role, now) =>
      (await users.change({ _id: oid(id) }, { $set: { role, updatedAt: now } })) > 0,
  }
}

/** What is not given stays. */
export const given = <T extends object>(set: T): Partial<T> =>
  Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as Partial<T>

/** By the field, whatever its index is called: another backend may have made it. */
function takenBy(error: unknown): Taken {
  const field = duplicateField(error)
  if (field === 'username' || field === 'email') return field
  throw error
}

const wholeOf = (row: UserDocument): User => ({
  ...ownerOf(row),
  ...{ email: row.email, bio: row.bio, coverImage: row.coverImage, role: row.role },
  ...{ createdAt: row.createdAt, updatedAt: row.updatedAt },
})
const userOf = (row: UserDocument | null): User | null => row && wholeOf(row)
