import { type ExpressionBuilder, sql } from 'kysely'
import type { Makers } from '../../../database.ts'
import type { NewUser, Owner, Taken, User, UserStore } from '../../../features/users/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { Postgres } from '../connection.ts'
import { pendingSum } from '../counters.ts'
import { isUniqueViolation } from '../errors.ts'
import { type AskedFor, asked, gathered } from '../gathered.ts'
import { insertJobs } from '../job-queue.ts'
import { any, type Params, prepared } from '../statement.ts'
import type { Database } from '../tables.ts'

const ownerColumns = ['id', 'username', 'full_name', 'avatar'] as const
const userColumns = [
  ...ownerColumns,
  'email',
  'bio',
  'cover_image',
  'role',
  'created_at',
  'updated_at',
] as const

const add = prepared('users.add', (db, p: Params<NewUser>) =>
  db
    .with('added', (cte) =>
      cte
        .insertInto('users')
        .values({
          id: p.id,
          username: p.username,
          email: p.email,
          full_name: p.fullName,
          avatar: p.avatar,
          cover_image: p.coverImage,
          password_hash: p.passwordHash,
          created_at: p.now,
          updated_at: p.now,
        })
        .returning(['id', 'created_at']),
    )
    .with('watch_later', (cte) =>
      cte
        .insertInto('playlists')
        .columns(['id', 'owner_id', 'kind', 'name', 'privacy', 'created_at', 'updated_at'])
        .expression((eb) =>
          eb
            .selectFrom('added')
            .select(['id', 'id as owner_id', sql<'watch_later'>`'watch_later'`.as('kind')])
            .select([sql<string>`'Watch later'`.as('name'), sql<'private'>`'private'`.as('privacy')])
            .select(['created_at', 'created_at as updated_at']),
        ),
    )
    .insertInto('user_counters')
    .columns(['user_id'])
    .expression((eb) => eb.selectFrom('added').select('id')),
)

const takenAmong = prepared('users.taken', (db, p: Params<{ username: string; email: string }>) =>
  db
    .selectFrom('users')
    .select((eb) => eb('username', '=', p.username).as('hasName'))
    .where((eb) => eb.or([eb('username', '=', p.username), eb('email', '=', p.email)]))
    .orderBy('hasName', 'desc')
    .limit(1),
)

const byId = prepared('users.by-id', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('users').select(userColumns).where('id', '=', p.id).where('closed_at', 'is', null),
)
const byIds = prepared('users.by-ids', (db, p: Params<{ ids: Id[] }>) =>
  db.selectFrom('users').select(ownerColumns).where('id', '=', any(p.ids)).where('closed_at', 'is', null),
)

/** One look at what is not folded yet. */
const notFolded = (eb: ExpressionBuilder<Database, 'users'>) =>
  eb
    .selectFrom('counter_deltas')
    .select([
      pendingSum('user.subscribers').as('new_subscribers'),
      pendingSum('user.subscriptions').as('new_subscriptions'),
      pendingSum('user.videos').as('new_videos'),
    ])
    .whereRef('target_id', '=', 'users.id')
    .as('pending')

/** By user name. */
const channels = prepared('users.channel', (db, p: Params<AskedFor>) =>
  db
    .selectFrom(asked(p))
    .innerJoin('users', 'username', 'key')
    .innerJoin('user_counters', 'user_id', 'id')
    .innerJoinLateral(notFolded, (join) => join.onTrue())
    .select('place')
    .select(userColumns)
    .select((eb) => [
      eb('subscribers', '+', eb.ref('new_subscribers')).as('subscribers'),
      eb('subscriptions', '+', eb.ref('new_subscriptions')).as('subscriptions'),
      eb('videos', '+', eb.ref('new_videos')).as('videos'),
      sql<boolean>`exists (select from subscriptions
        where subscriber_id = asked.asker and channel_id = users.id)`.as('is_subscribed'),
      sql<boolean>`exists (select from blocks
        where blocker_id = asked.asker and blocked_id = users.id)`.as('is_blocked'),
    ])
    .where('closed_at', 'is', null),
)

interface Changes {
  id: Id
  fullName: string | null
  email: string | null
  bio: string | null
  now: Date
}
const update = prepared('users.update', (db, p: Params<Changes>) =>
  db
    .updateTable('users')
    .set({
      full_name: sql`coalesce(${p.fullName}, full_name)`,
      email: sql`coalesce(${p.email}, email)`,
      bio: sql`coalesce(${p.bio}, bio)`,
      updated_at: p.now,
    })
    .where('id', '=', p.id)
    .where('closed_at', 'is', null)
    .returning(userColumns),
)

const replacePicture = (column: 'avatar' | 'cover_image') =>
  prepared(`users.replace-${column}`, (db, p: Params<{ id: Id; from: string; to: string; now: Date }>) =>
    db
      .updateTable('users')
      .set({ [column]: p.to, updated_at: p.now })
      .where('id', '=', p.id)
      .where('closed_at', 'is', null)
      .where(column, '=', p.from),
  )
const replace = {
  avatar: replacePicture('avatar'),
  cover: replacePicture('cover_image'),
}

const setRole = prepared('users.set-role', (db, p: Params<{ id: Id; role: User['role']; now: Date }>) =>
  db.updateTable('users').set({ role: p.role, updated_at: p.now }).where('id', '=', p.id),
)

export function postgresUsers({ postgres, ...makers }: Makers & { postgres: Postgres }): UserStore {
  const findChannel = gathered((asked) => postgres.run(channels, asked))

  return {
    async add(user) {
      try {
        await postgres.run(add, user)
        return null
      } catch (error) {
        return takenBy(error)
      }
    },
    async takenAmong(names) {
      const row = await postgres.one(takenAmong, names)
      if (!row) return null
      return row.hasName ? 'username' : 'email'
    },
    findById: async (id) => userOf(await postgres.one(byId, { id })),
    async findChannel(username, viewerId) {
      const row = await findChannel(username, viewerId)
      if (!row) return null
      const { subscribers, subscriptions, videos, is_subscribed: isSubscribed, is_blocked: isBlocked } = row
      return { user: wholeOf(row), counts: { subscribers, subscriptions, videos }, isSubscribed, isBlocked }
    },
    async loadMany(ids) {
      if (ids.length === 0) return []
      const rows = await postgres.run(byIds, { ids })
      return inOrder(ids, rows.map(ownerOf))
    },
    async update(id, { fullName = null, email = null, bio = null }, now, { jobs }) {
      try {
        return await postgres.transaction(async (tx) => {
          const user = userOf(await tx.one(update, { id, fullName, email, bio, now }))
          if (user) await insertJobs(tx, jobs, makers)
          return user
        })
      } catch (error) {
        if (takenBy(error) === 'email') return 'email'
        throw error
      }
    },
    replacePicture: ({ userId, picture, from, to, now }, { jobs }) =>
      postgres.transaction(async (tx) => {
        const changed = await tx.change(replace[picture], { id: userId, from, to, now })
        if (changed > 0) await insertJobs(tx, jobs, makers)
        return changed > 0
      }),
    setRole: async (id, role, now) => (await postgres.change(setRole, { id, role, now })) > 0,
  }
}

function takenBy(error: unknown): Taken {
  if (isUniqueViolation(error, 'users_username_key')) return 'username'
  if (isUniqueViolation(error, 'users_email_key')) return 'email'
  throw error
}

interface OwnerRow {
  id: Id
  username: string
  full_name: string
  avatar: string
}
interface UserRow extends OwnerRow {
  email: string
  bio: string
  cover_image: string
  role: User['role']
  created_at: Date
  updated_at: Date
}

const ownerOf = ({ id, username, full_name, avatar }: OwnerRow): Owner => ({
  id,
  username,
  fullName: full_name,
  avatar,
})

const wholeOf = (row: UserRow): User => ({
  ...ownerOf(row),
  email: row.email,
  bio: row.bio,
  coverImage: row.cover_image,
  role: row.role,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
const userOf = (row: UserRow | null): User | null => row && wholeOf(row)
