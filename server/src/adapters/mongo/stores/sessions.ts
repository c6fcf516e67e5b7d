import type { Credentials, Session, SessionStore, SessionUse } from '../../../features/auth/store.ts'
import type { Mongo } from '../connection.ts'
import type { SessionDocument, UserDocument } from '../documents.ts'
import { hold } from '../hold.ts'
import { idOf, oid } from '../ids.ts'
import { sweep } from '../sweep.ts'

interface ViewerRow extends SessionDocument {
  asking: Pick<UserDocument, '_id' | 'username' | 'role' | 'historyPaused'>[]
  blocked: unknown[]
  blocking: unknown[]
}

const someBlock = (as: string, foreignField: string) => ({
  $lookup: {
    ...{ from: 'blocks', localField: 'user', foreignField, as },
    pipeline: [{ $limit: 1 }, { $project: { _id: 1 } }],
  },
})
const asking = {
  $lookup: {
    ...{ from: 'users', localField: 'user', foreignField: '_id', as: 'asking' },
    pipeline: [{ $project: { username: 1, role: 1, historyPaused: 1 } }],
  },
}

const used = ({ now, expiresAt }: SessionUse) => ({ lastUsedAt: now, expiresAt })

export function mongoSessions({ mongo }: { mongo: Mongo }): SessionStore {
  const [sessions, users] = [mongo.in('sessions'), mongo.in('users')]
  return {
    async credentialsOf(user) {
      const who =
        'id' in user
          ? { _id: oid(user.id) }
          : 'email' in user
            ? { email: { $eq: user.email } }
            : { username: { $eq: user.username } }
      return credentialsOf(await users.one({ ...who, closedAt: null }))
    },
    start: ({ id, userId, now, ...session }, checkedHash) =>
      mongo.transaction(async (tx) => {
        // A password change waits for this one, or this for it: no session by an old password survives.
        const filter = { _id: oid(userId), password: { $eq: checkedHash } }
        if (!(await hold(tx, 'users', filter))) return false
        const times = { rotatedAt: now, lastUsedAt: now, createdAt: now }
        await tx.in('sessions').add([{ ...session, _id: oid(id), user: oid(userId), number: 1, ...times }])
        return true
      }),
    async viewer(sessionId, userId, now) {
      const [row] = await sessions.gather<ViewerRow>([
        { $match: { _id: oid(sessionId), user: oid(userId), expiresAt: { $gt: now } } },
        ...[asking, someBlock('blocking', 'blocker'), someBlock('blocked', 'blocked')],
      ])
      const user = row?.asking[0]
      if (!row || !user) return null
      return {
        viewer: {
          ...{ id: idOf(user._id), username: user.username, role: user.role, sessionId: idOf(row._id) },
          isHistoryPaused: user.historyPaused,
          hasBlocks: row.blocking.length + row.blocked.length > 0,
        },
        lastUsedAt: row.lastUsedAt,
      }
    },
    async find(id, now) {
      const row = await sessions.one({ _id: oid(id), expiresAt: { $gt: now } })
      return row && sessionOf(row)
    },
    rotate: async (id, number, use) =>
      (await sessions.change(
        { _id: oid(id), number, expiresAt: { $gt: use.now } },
        { $inc: { number: 1 }, $set: { rotatedAt: use.now, ...used(use) } },
      )) > 0,
    async touch(id, use, unless) {
      await sessions.change({ _id: oid(id), lastUsedAt: { $lte: unless } }, { $set: used(use) })
    },
    listOf: async (userId, now) => {
      const filter = { user: oid(userId), expiresAt: { $gt: now } }
      return (await sessions.all(filter, { sort: { lastUsedAt: -1, _id: -1 }, limit: 500 })).map(sessionOf)
    },
    end: async (id, userId) => (await sessions.remove({ _id: oid(id), user: oid(userId) })) > 0,
    changePassword: ({ userId, from, to, keep, now }) =>
      mongo.transaction(async (tx) => {
        const filter = { _id: oid(userId), ...(from !== null && { password: { $eq: from } }) }
        const update = { $set: { password: to, updatedAt: now }, $inc: { revision: 1 } }
        if ((await tx.in('users').change(filter, update)) === 0) return null
        const others = { user: oid(userId), ...(keep && { _id: { $ne: oid(keep) } }) }
        const ended = await tx.in('sessions').all(others, { projection: { _id: 1 } })
        await tx.in('sessions').removeAll(others)
        return ended.map(({ _id }) => idOf(_id))
      }),
    async rehash(userId, from, to) {
      await users.change({ _id: oid(userId), password: { $eq: from } }, { $set: { password: to } })
    },
    sweep: (now, most) => sweep(sessions, 'expiresAt', now, most),
  }
}

const credentialsOf = (row: UserDocument | null): Credentials | null =>
  row && { userId: idOf(row._id), username: row.username, email: row.email, passwordHash: row.password }

const sessionOf = ({ _id, user, ...row }: SessionDocument): Session => ({
  id: idOf(_id),
  userId: idOf(user),
  ...row,
})
