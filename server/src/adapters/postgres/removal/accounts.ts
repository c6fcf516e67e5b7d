import { type RawBuilder, sql } from 'kysely'
import type { Makers } from '../../../database.ts'
import type { Closing, ClosingStore } from '../../../features/users/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Postgres, Transaction } from '../connection.ts'
import { insertJobs } from '../job-queue.ts'
import { any, type Params, prepared } from '../statement.ts'
import { removeComment } from '../stores/comment-removal.ts'
import { batchSize, deleteSome, inBatch } from './batch.ts'

/** A name that nobody can have sets free the one that somebody had. The lock waits for what arrives at this moment. */
const close = prepared('removal.close-account', (db, p: Params<Closing>) =>
  db
    .updateTable('users')
    .set({
      username: sql<string>`'#' || id`,
      email: sql<string>`'#' || id`,
      ...{ full_name: '', bio: '', avatar: '', cover_image: '', password_hash: '', role: 'user' },
      ...{ closed_at: p.now, updated_at: p.now },
    })
    .where('id', '=', p.userId)
    .where('password_hash', '=', p.checkedHash)
    .where('closed_at', 'is', null),
)
const endSessions = prepared('removal.end-sessions', (db, p: Params<{ userId: Id }>) =>
  db.deleteFrom('sessions').where('user_id', '=', p.userId).returning('id'),
)

/** Whoever clears an account away has it alone; nothing new hangs from it until the end of the transaction. */
const takeTurn = prepared('removal.take-account', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('users').select('id').where('id', '=', p.id).where('closed_at', 'is not', null).forUpdate(),
)

type Step = (tx: Transaction, id: Id) => Promise<number>

/** Removes rows that count for something, and what they count. `counts`: rows of counter, target and delta. */
const counted = (name: string, table: string, which: (id: Id) => RawBuilder<unknown>, counts: string) =>
  prepared(
    `removal.${name}`,
    (_db, p: Params<{ id: Id }>) => sql<{ gone: number }>`
      with gone as (
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where ${which(p.id)} limit ${sql.lit(batchSize.rows)}
        ))
        returning *
      ),
      counted as (
        insert into counter_deltas (counter, target_id, delta)
        select counter, target_id, sum(delta) from (${sql.raw(counts)}) as counts group by 1, 2
      )
      select count(*)::integer as gone from gone`,
  )

const perSubscription = `select 'user.subscribers' as counter, channel_id as target_id, -1 as delta from gone
  union all select 'user.subscriptions', subscriber_id, -1 from gone`
const perLike = `select target_kind || '.likes' as counter, target_id, -1 as delta from gone`

const countedRows = [
  counted('likes-given', 'likes', (id) => sql`liked_by = ${id}`, perLike),
  counted('subscriptions', 'subscriptions', (id) => sql`subscriber_id = ${id}`, perSubscription),
  counted('subscribers', 'subscriptions', (id) => sql`channel_id = ${id}`, perSubscription),
]
const plainRows = [
  deleteSome(
    'playlist-entries',
    'playlist_entries',
    (id) => sql`playlist_id in (select id from playlists where owner_id = ${id})`,
  ),
  deleteSome('playlists', 'playlists', (id) => sql`owner_id = ${id}`),
  deleteSome('blocks', 'blocks', (id) => sql`blocker_id = ${id}`),
  deleteSome('blocks-by-others', 'blocks', (id) => sql`blocked_id = ${id}`),
  deleteSome('history', 'watch_history', (id) => sql`user_id = ${id}`),
  deleteSome('idempotency', 'idempotency_records', (id) => sql`user_id = ${id}`),
]

/** The oldest of what somebody said, and some of the likes of it. */
const said = (kind: 'comment' | 'tweet', table: string, most: number) =>
  prepared(
    `removal.own-${table}`,
    (_db, p: Params<{ ownerId: Id }>) => sql<{ ids: Id[]; unliked: number }>`
      with doomed as materialized (
        select id from ${sql.table(table)} where owner_id = ${p.ownerId}
        order by created_at, id limit ${sql.lit(most)}
      ),
      unliked as (
        delete from likes where ctid = any(array(
          select given.place from doomed cross join lateral (
            select ctid as place from likes where ${sql.ref(`${kind}_id`)} = doomed.id
            limit ${sql.lit(batchSize.rows)}
          ) as given
          limit ${sql.lit(batchSize.rows)}
        ))
        returning target_id
      ),
      counted as (
        insert into counter_deltas (counter, target_id, delta)
        select ${sql.lit(`${kind}.likes`)}, target_id, -count(*) from unliked group by target_id
      )
      select array(select id from doomed) as ids, (select count(*)::integer from unliked) as unliked`,
  )
const comments = said('comment', 'comments', 20)
const tweets = said('tweet', 'tweets', batchSize.threads)
const removeTweets = prepared('removal.tweets', (db, p: Params<{ ids: Id[] }>) =>
  db.deleteFrom('tweets').where('id', '=', any(p.ids)),
)

/** What was said stays until its likes are gone. */
const unsay =
  (some: ReturnType<typeof said>, remove: (tx: Transaction, ids: Id[]) => Promise<unknown>): Step =>
  async (tx, ownerId) => {
    const found = await tx.one(some, { ownerId })
    if (!found || found.ids.length === 0) return 0
    if (found.unliked < batchSize.rows) await remove(tx, found.ids)
    return found.unliked + found.ids.length
  }

const stepsOf = (clock: Clock): Step[] => [
  ...countedRows.map(
    (statement): Step =>
      async (tx, id) =>
        (await tx.one(statement, { id }))?.gone ?? 0,
  ),
  unsay(comments, async (tx, ids) => {
    for (const id of ids) await removeComment(tx, id, clock.now())
  }),
  unsay(tweets, (tx, ids) => tx.change(removeTweets, { ids })),
  ...plainRows.map(
    (statement): Step =>
      (tx, id) =>
        tx.change(statement, { id }),
  ),
]

const hasVideos = prepared('removal.has-videos', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('videos').select('id').where('owner_id', '=', p.id).limit(1),
)
const removeRow = prepared('removal.account', (db, p: Params<{ id: Id }>) =>
  db.deleteFrom('users').where('id', '=', p.id),
)

export function postgresClosing({ postgres, ...makers }: Makers & { postgres: Postgres }): ClosingStore {
  const steps = stepsOf(makers.clock)

  /** Everything is looked through once more while nothing can arrive. */
  async function finish(tx: Transaction, id: Id): Promise<boolean> {
    if (!(await tx.one(takeTurn, { id }))) return true
    let found = 0
    for (const step of steps) found += await step(tx, id)
    if (found > 0 || (await tx.one(hasVideos, { id }))) return false
    await tx.run(removeRow, { id })
    return true
  }

  return {
    close: (closing, { jobs }) =>
      postgres.transaction(async (tx) => {
        if ((await tx.change(close, closing)) === 0) return null
        await insertJobs(tx, jobs, makers)
        return (await tx.run(endSessions, closing)).map((row) => row.id)
      }),
    async *clear(id) {
      for (const step of steps) {
        for (let gone = 1; gone > 0; yield gone) {
          gone = await inBatch(postgres, async (tx) => ((await tx.one(takeTurn, { id })) ? step(tx, id) : 0))
        }
      }
    },
    remove: (id) => inBatch(postgres, (tx) => finish(tx, id)),
  }
}
