import { type RawBuilder, sql } from 'kysely'
import type { Bookkeeping, CounterDifference, Findings } from '../../ports/bookkeeping.ts'
import { counterNames, type Recountable } from '../../ports/counters.ts'
import type { Postgres, Runner, Transaction } from './connection.ts'
import { counterKinds, foldLock } from './counters.ts'
import { type Prepared, prepared } from './statement.ts'

/** What each counter counts: the target's id and how many. */
const truths: Record<Recountable, RawBuilder<unknown>> = {
  'user.subscribers': sql`select channel_id as id, count(*) as n from subscriptions group by 1`,
  'user.subscriptions': sql`select subscriber_id as id, count(*) as n from subscriptions group by 1`,
  'user.videos': sql`select owner_id as id, count(*) as n from videos where listed group by 1`,
  'video.likes': sql`select target_id as id, count(*) as n from likes where target_kind = 'video' group by 1`,
  'video.comments': sql`select video_id as id, count(*) as n from comments where owner_id is not null group by 1`,
  'comment.likes': sql`select target_id as id, count(*) as n from likes where target_kind = 'comment' group by 1`,
  'tweet.likes': sql`select target_id as id, count(*) as n from likes where target_kind = 'tweet' group by 1`,
  'comment.replies': sql`select parent_id as id, count(*) as n from comments where parent_id is not null group by 1`,
}

interface Recount {
  compare: Prepared<object, CounterDifference>
  repair: Prepared<object, object>
}

/** What has counters. Those of a removed video, and of its comments, say nothing any more. */
const owners = {
  user: sql`users`,
  video: sql`(select * from videos where owner_id is not null)`,
  comment: sql`(select comments.* from comments join videos on videos.id = video_id where videos.owner_id is not null)`,
  tweet: sql`tweets`,
} as const

function recount(counter: Recountable): Recount {
  const [kind, column] = counter.split('.') as [keyof typeof counterKinds, string]
  const { table, id } = counterKinds[kind]
  const compared = sql`
    select owners.id, coalesce(counters.${sql.ref(column)}, 0) as folded,
      coalesce(pending.n, 0) as pending, coalesce(truth.n, 0) as counted
    from ${owners[kind]} as owners
    left join ${sql.table(table)} as counters on counters.${sql.ref(id)} = owners.id
    left join (${truths[counter]}) as truth on truth.id = owners.id
    left join (select target_id as id, sum(delta) as n from counter_deltas
      where counter = ${sql.lit(counter)} group by 1) as pending on pending.id = owners.id`
  return {
    compare: prepared(
      `bookkeeping.compare.${counter}`,
      () => sql<CounterDifference>`
        select ${sql.lit(counter)} as counter, id as "targetId", folded + pending as stored, counted
        from (${compared}) as compared where folded + pending <> counted order by id`,
    ),
    repair: prepared(
      `bookkeeping.repair.${counter}`,
      () => sql<object>`
        update ${sql.table(table)} as counters set ${sql.ref(column)} = counted - pending
        from (${compared}) as compared
        where counters.${sql.ref(id)} = compared.id and folded + pending <> counted`,
    ),
  }
}

const recounts = (Object.keys(truths) as Recountable[]).map(recount)

/** What is still to be added to a counter that has gone with its row is dropped by the next fold: no mistake. */
const isStray = sql`counter not in (${sql.join(counterNames.map((name) => sql.lit(name)))})`
const strays = prepared(
  'bookkeeping.strays',
  () => sql<{ count: number }>`select count(*) as count from counter_deltas where ${isStray}`,
)
const removeStrays = prepared(
  'bookkeeping.remove-strays',
  () => sql<object>`delete from counter_deltas where ${isStray}`,
)
/** What stands in a new counter row beside its id. */
const beside = {
  user: [],
  video: [],
  comment: [
    { column: 'video_id', value: sql`case when parent_id is null then video_id end` },
    { column: 'is_pinned', value: sql`is_pinned` },
  ],
  tweet: [],
}
const missingRows = (Object.keys(owners) as (keyof typeof owners)[]).map((kind) => {
  const { table, id } = counterKinds[kind]
  const columns = [id, ...beside[kind].map(({ column }) => column)].map((column) => sql.ref(column))
  const values = [sql`id`, ...beside[kind].map(({ value }) => value)]
  return prepared(
    `bookkeeping.add-missing.${kind}`,
    () => sql<object>`insert into ${sql.table(table)} (${sql.join(columns)})
      select ${sql.join(values)} from ${owners[kind]} as owners on conflict do nothing`,
  )
})
/** Older backups know of none. */
const missingWatchLater = prepared(
  'bookkeeping.add-missing.watch-later',
  () => sql<object>`insert into playlists (id, owner_id, kind, name, privacy, created_at, updated_at)
    select id, id, 'watch_later', 'Watch later', 'private', created_at, created_at from users on conflict do nothing`,
)
/** While it is held nobody folds: a fold between reading and setting a counter would be counted twice. */
const stopFolding = prepared(
  'bookkeeping.stop-folding',
  () => sql<object>`select pg_advisory_xact_lock(${sql.lit(foldLock)})`,
)

async function compareWith(runner: Runner): Promise<Findings> {
  const differences: CounterDifference[] = []
  for (const { compare } of recounts) differences.push(...(await runner.run(compare)))
  return { differences, strays: (await runner.one(strays))?.count ?? 0 }
}

export async function repairWith(tx: Transaction): Promise<Findings> {
  await tx.unhurried()
  await tx.run(stopFolding)
  for (const statement of [...missingRows, missingWatchLater]) await tx.run(statement)
  const found = await compareWith(tx)
  for (const { repair } of recounts) await tx.run(repair)
  await tx.run(removeStrays)
  return found
}

export const postgresBookkeeping = (postgres: Postgres): Bookkeeping => ({
  compare: () =>
    postgres.transaction(async (tx) => {
      await tx.unhurried()
      return compareWith(tx)
    }),
  repair: () => postgres.transaction(repairWith),
})
