import { type RawBuilder, sql } from 'kysely'
import type { NewTweet, Tweet, TweetEntry, TweetStore } from '../../../features/tweets/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import { heedsBlocks } from '../../../policy.ts'
import type { Postgres } from '../connection.ts'
import { withPending } from '../counters.ts'
import { keepRecord, together } from '../idempotency.ts'
import type { ReaderFor } from '../replicas.ts'
import { any, type Params, prepared } from '../statement.ts'
import { ofSomebody, unblocked } from './audience.ts'
import { newestFirst } from './newest-first.ts'

const add = prepared('tweets.add', (db, p: Params<NewTweet>) =>
  db
    .with('added', (cte) =>
      cte
        .insertInto('tweets')
        .values({ id: p.id, owner_id: p.ownerId, content: p.content, created_at: p.now, updated_at: p.now })
        .returning('id'),
    )
    .insertInto('tweet_counters')
    .columns(['tweet_id'])
    .expression((eb) => eb.selectFrom('added').select('id')),
)

const columns = [
  'tweets.id',
  'owner_id',
  'username',
  'full_name',
  'avatar',
  'content',
  'tweets.created_at',
  'tweets.updated_at',
] as const

const byIds = prepared('tweets.by-ids', (db, p: Params<{ ids: Id[] }>) =>
  db
    .selectFrom('tweets')
    .innerJoin('users', 'users.id', 'owner_id')
    .innerJoin('tweet_counters', 'tweet_id', 'tweets.id')
    .select(columns)
    .select('likes')
    .where('tweets.id', '=', any(p.ids))
    .where('closed_at', 'is', null),
)

const byId = prepared('tweets.by-id', (db, p: Params<{ id: Id }>) =>
  db
    .selectFrom('tweets')
    .innerJoin('users', 'users.id', 'owner_id')
    .innerJoin('tweet_counters', 'tweet_id', 'tweets.id')
    .select(columns)
    .select((eb) => withPending('tweet.likes', eb.ref('likes'), eb.ref('tweets.id')).as('likes'))
    .where('tweets.id', '=', p.id)
    .where('closed_at', 'is', null),
)

const listOf = <P extends object>(name: string, where: (p: P) => RawBuilder<boolean>) =>
  newestFirst({
    name: `tweets.${name}`,
    rows: (p: P) => sql<TweetEntry>`select id, created_at as "createdAt" from tweets where ${where(p)}`,
    time: sql.ref('created_at'),
    id: sql.ref('id'),
    timeOf: ({ createdAt }) => createdAt,
  })
interface Heeding {
  viewerId: Id | null
}
/** The second of each is for who has blocks. */
const lists = {
  all: listOf('all', () => ofSomebody(sql.ref('owner_id'))),
  allHeeding: listOf(
    'all.heeding',
    (p: Heeding) => sql`${ofSomebody(sql.ref('owner_id'))} and ${unblocked(p.viewerId, sql.ref('owner_id'))}`,
  ),
  ofOwner: listOf('of-owner', (p: { ownerId: Id }) => sql`owner_id = ${p.ownerId}`),
  ofOwnerHeeding: listOf(
    'of-owner.heeding',
    (p: Heeding & { ownerId: Id }) =>
      sql`owner_id = ${p.ownerId} and ${unblocked(p.viewerId, sql`${p.ownerId}::text`)}`,
  ),
}

const setContent = prepared('tweets.set-content', (db, p: Params<{ id: Id; content: string; now: Date }>) =>
  db.updateTable('tweets').set({ content: p.content, updated_at: p.now }).where('id', '=', p.id),
)
const remove = prepared('tweets.remove', (db, p: Params<{ id: Id }>) =>
  db.deleteFrom('tweets').where('id', '=', p.id),
)

interface Parts {
  postgres: Postgres
  listsFor?: ReaderFor
}

export function postgresTweets({ postgres, listsFor = () => postgres }: Parts): TweetStore {
  return {
    add: (tweet, also) =>
      together(postgres, also, async (tx) => {
        await tx.run(add, tweet)
        await keepRecord(tx, also.once, tweet.id)
      }),
    async find(id) {
      const row = await postgres.one(byId, { id })
      return row && tweetOf(row)
    },
    ids(ownerId, audience, page) {
      const { viewerId } = audience
      const reader = listsFor(audience)
      if (!heedsBlocks(audience))
        return ownerId ? lists.ofOwner(reader, { ownerId }, page) : lists.all(reader, {}, page)
      return ownerId
        ? lists.ofOwnerHeeding(postgres, { viewerId, ownerId }, page)
        : lists.allHeeding(postgres, { viewerId }, page)
    },
    async loadMany(ids) {
      if (ids.length === 0) return []
      const rows = await postgres.run(byIds, { ids })
      return inOrder(ids, rows.map(tweetOf))
    },
    setContent: async (id, content, now) => (await postgres.change(setContent, { id, content, now })) > 0,
    remove: async (id) => (await postgres.change(remove, { id })) > 0,
  }
}

type RowOf<Statement> = Statement extends { readonly row?: infer Row } ? NonNullable<Row> : never

const tweetOf = (row: RowOf<typeof byIds>): Tweet => ({
  id: row.id,
  ownerId: row.owner_id,
  owner: { id: row.owner_id, username: row.username, fullName: row.full_name, avatar: row.avatar },
  content: row.content,
  likes: row.likes,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
