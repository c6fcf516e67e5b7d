import { sql } from 'kysely'
import type {
  Credentials,
  NewSession,
  PasswordChange,
  Session,
  SessionStore,
  SessionUse,
} from '../../../features/auth/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres } from '../connection.ts'
import { type AskedFor, asked, gathered } from '../gathered.ts'
import { type Params, prepared } from '../statement.ts'
import { sweepOf } from '../sweep.ts'

const credentialColumns = ['id as userId', 'username', 'email', 'password_hash as passwordHash'] as const

const credentialsById = prepared('sessions.credentials-by-id', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('users').select(credentialColumns).where('id', '=', p.id).where('closed_at', 'is', null),
)
const credentialsByUsername = prepared(
  'sessions.credentials-by-name',
  (db, p: Params<{ username: string }>) =>
    db
      .selectFrom('users')
      .select(credentialColumns)
      .where('username', '=', p.username)
      .where('closed_at', 'is', null),
)
const credentialsByEmail = prepared('sessions.credentials-by-email', (db, p: Params<{ email: string }>) =>
  db
    .selectFrom('users')
    .select(credentialColumns)
    .where('email', '=', p.email)
    .where('closed_at', 'is', null),
)

// The share lock makes a password change wait for this row, or this wait for it: no session by an old password survives.
const start = prepared(
  'sessions.start',
  (_db, p: Params<NewSession & { checkedHash: string }>) => sql<object>`
    insert into sessions (id, user_id, seed, number, rotated_at, user_agent, address, last_used_at, expires_at, created_at)
    select ${p.id}, id, ${p.seed}, 1, ${p.now}, ${p.userAgent}, ${p.address}, ${p.now}, ${p.expiresAt}, ${p.now}
    from users where id = ${p.userId} and password_hash = ${p.checkedHash}
    for share of users`,
)

/** By the id of a session, asked for by the user whom the token names. */
const viewers = prepared('sessions.viewer', (db, p: Params<AskedFor>) =>
  db
    .selectFrom(asked(p))
    .innerJoin('sessions', 'sessions.id', 'key')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'place',
      'users.id',
      'users.username',
      'users.role',
      'sessions.id as sessionId',
      'last_used_at',
      'expires_at',
    ])
    .select('history_paused as isHistoryPaused')
    .select(
      sql<boolean>`(exists (select from blocks where blocker_id = users.id)
        or exists (select from blocks where blocked_id = users.id))`.as('hasBlocks'),
    )
    .whereRef('sessions.user_id', '=', 'asker'),
)

const find = prepared('sessions.find', (db, p: Params<{ id: Id; now: Date }>) =>
  db.selectFrom('sessions').selectAll().where('id', '=', p.id).where('expires_at', '>', p.now),
)

const rotate = prepared('sessions.rotate', (db, p: Params<SessionUse & { id: Id; number: number }>) =>
  db
    .updateTable('sessions')
    .set((eb) => ({
      number: eb('number', '+', 1),
      rotated_at: p.now,
      last_used_at: p.now,
      expires_at: p.expiresAt,
    }))
    .where('id', '=', p.id)
    .where('number', '=', p.number)
    .where('expires_at', '>', p.now),
)

const touch = prepared('sessions.touch', (db, p: Params<SessionUse & { id: Id; unless: Date }>) =>
  db
    .updateTable('sessions')
    .set({ last_used_at: p.now, expires_at: p.expiresAt })
    .where('id', '=', p.id)
    .where('last_used_at', '<=', p.unless),
)

const listOf = prepared('sessions.list', (db, p: Params<{ userId: Id; now: Date }>) =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', p.userId)
    .where('expires_at', '>', p.now)
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .limit(500),
)

const end = prepared('sessions.end', (db, p: Params<{ id: Id; userId: Id }>) =>
  db.deleteFrom('sessions').where('id', '=', p.id).where('user_id', '=', p.userId),
)

const setPassword = prepared('sessions.set-password', (db, p: Params<PasswordChange>) =>
  db
    .updateTable('users')
    .set({ password_hash: p.to, updated_at: p.now })
    .where('id', '=', p.userId)
    .where(sql<boolean>`(${p.from}::text is null or password_hash = ${p.from})`),
)
const endOthers = prepared('sessions.end-others', (db, p: Params<PasswordChange>) =>
  db
    .deleteFrom('sessions')
    .where('user_id', '=', p.userId)
    .where(sql<boolean>`id is distinct from ${p.keep}`)
    .returning('id'),
)

const rehash = prepared('sessions.rehash', (db, p: Params<{ userId: Id; from: string; to: string }>) =>
  db
    .updateTable('users')
    .set({ password_hash: p.to })
    .where('id', '=', p.userId)
    .where('password_hash', '=', p.from),
)

const sweep = sweepOf('sessions.sweep', { table: 'sessions', time: 'expires_at' })

export function postgresSessions({ postgres }: { postgres: Postgres }): SessionStore {
  function credentialsOf(
    user: { username: string } | { email: string } | { id: Id },
  ): Promise<Credentials | null> {
    if ('username' in user) return postgres.one(credentialsByUsername, user)
    if ('email' in user) return postgres.one(credentialsByEmail, user)
    return postgres.one(credentialsById, user)
  }

  const findViewer = gathered((asked) => postgres.run(viewers, asked))

  return {
    credentialsOf,
    start: async (session, checkedHash) => (await postgres.change(start, { ...session, checkedHash })) > 0,
    async viewer(sessionId, userId, now) {
      const row = await findViewer(sessionId, userId)
      if (!row || row.expires_at <= now) return null
      const { last_used_at, expires_at, place, ...asking } = row
      return { viewer: asking, lastUsedAt: last_used_at }
    },
    async find(id, now) {
      const row = await postgres.one(find, { id, now })
      return row && sessionOf(row)
    },
    rotate: async (id, number, use) => (await postgres.change(rotate, { id, number, ...use })) > 0,
    async touch(id, use, unless) {
      await postgres.change(touch, { id, ...use, unless })
    },
    listOf: async (userId, now) => (await postgres.run(listOf, { userId, now })).map(sessionOf),
    end: async (id, userId) => (await postgres.change(end, { id, userId })) > 0,
    changePassword: (change) =>
      postgres.transaction(async (tx) => {
        if ((await tx.change(setPassword, change)) === 0) return null
        return (await tx.run(endOthers, change)).map((row) => row.id)
      }),
    async rehash(userId, from, to) {
      await postgres.change(rehash, { userId, from, to })
    },
    sweep: (now, most) => postgres.change(sweep, { before: now, most }),
  }
}

interface SessionRow extends Pick<Session, 'id' | 'seed' | 'number' | 'address'> {
  user_id: Id
  rotated_at: Date
  user_agent: string
  last_used_at: Date
  expires_at: Date
  created_at: Date
}

const sessionOf = (row: SessionRow): Session => ({
  id: row.id,
  userId: row.user_id,
  seed: row.seed,
  number: row.number,
  rotatedAt: row.rotated_at,
  userAgent: row.user_agent,
  address: row.address,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
})
