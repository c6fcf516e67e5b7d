import { sql } from 'kysely'
import type { BlockEntry, BlockStore, NewBlock } from '../../../features/blocks/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres, Transaction } from '../connection.ts'
import { isForeignKeyViolation } from '../errors.ts'
import { type Params, prepared } from '../statement.ts'
import { ofSomebody } from './audience.ts'
import { newestFirst } from './newest-first.ts'
import { pairLock } from './pair.ts'

type Pair = Params<{ blockerId: Id; blockedId: Id }>

const lockPair = prepared(
  'blocks.lock-pair',
  (_db, p: Pair) => sql<object>`select pg_advisory_xact_lock(${pairLock(p.blockerId, p.blockedId)})`,
)

/** No row: there is no such user. */
const add = prepared(
  'blocks.add',
  (_db, p: Params<NewBlock>) => sql<{ isNew: boolean }>`
    with found as (select id from users where id = ${p.blockedId} and closed_at is null),
    added as (
      insert into blocks (blocker_id, blocked_id, created_at)
      select ${p.blockerId}, id, ${p.now} from found
      on conflict do nothing
      returning blocked_id
    )
    select exists (select from added) as "isNew" from found`,
)

const endSubscriptions = prepared(
  'blocks.end-subscriptions',
  (_db, p: Pair) => sql<object>`
    with ended as (
      delete from subscriptions
      where (subscriber_id, channel_id) in ((${p.blockerId}, ${p.blockedId}), (${p.blockedId}, ${p.blockerId}))
      returning subscriber_id, channel_id
    )
    insert into counter_deltas (counter, target_id, delta)
    select 'user.subscribers', channel_id, -1 from ended
    union all select 'user.subscriptions', subscriber_id, -1 from ended`,
)

/** Each video has one pin at most, which its index finds. */
const unpin = prepared(
  'blocks.unpin',
  (_db, p: Pair) => sql<object>`
    with changed as (
      update comments set is_pinned = false from videos
      where videos.owner_id in (${p.blockerId}, ${p.blockedId}) and comments.video_id = videos.id and is_pinned
        and comments.owner_id in (${p.blockerId}, ${p.blockedId}) and comments.owner_id <> videos.owner_id
      returning comments.id
    )
    update comment_counters set is_pinned = false from changed where comment_id = changed.id`,
)

const remove = prepared('blocks.remove', (db, p: Pair) =>
  db.deleteFrom('blocks').where('blocker_id', '=', p.blockerId).where('blocked_id', '=', p.blockedId),
)

const blocked = newestFirst({
  name: 'blocks.of-user',
  rows: (p: { blockerId: Id }) => sql<BlockEntry>`
    select blocked_id as id, created_at as "blockedAt" from blocks where blocker_id = ${p.blockerId} and ${ofSomebody(sql.ref('blocked_id'))}`,
  time: sql.ref('created_at'),
  id: sql.ref('blocked_id'),
  timeOf: ({ blockedAt }) => blockedAt,
})

const has = prepared('blocks.has', (db, p: Pair) =>
  db
    .selectFrom('blocks')
    .select('blocked_id')
    .where('blocker_id', '=', p.blockerId)
    .where('blocked_id', '=', p.blockedId),
)

const isBetween = prepared(
  'blocks.is-between',
  (_db, p: Params<{ userId: Id; others: Id[] }>) => sql<{ found: boolean }>`
    select exists (select from blocks where blocker_id = ${p.userId} and blocked_id = any(${p.others}::text[]))
      or exists (select from blocks where blocked_id = ${p.userId} and blocker_id = any(${p.others}::text[])) as found`,
)

async function addBlock(tx: Transaction, block: NewBlock): Promise<boolean | null> {
  await tx.run(lockPair, block)
  const added = await tx.one(add, block)
  if (!added) return null
  if (!added.isNew) return false
  await tx.run(endSubscriptions, block)
  await tx.run(unpin, block)
  return true
}

export function postgresBlocks({ postgres }: { postgres: Postgres }): BlockStore {
  return {
    async add(block) {
      try {
        return await postgres.transaction((tx) => addBlock(tx, block))
      } catch (error) {
        if (isForeignKeyViolation(error)) return null
        throw error
      }
    },
    remove: async (blockerId, blockedId) => (await postgres.change(remove, { blockerId, blockedId })) > 0,
    ids: (blockerId, page) => blocked(postgres, { blockerId }, page),
    has: async (blockerId, blockedId) => (await postgres.one(has, { blockerId, blockedId })) !== null,
    async isBetween(userId, others) {
      if (others.length === 0) return false
      return (await postgres.one(isBetween, { userId, others }))?.found ?? false
    },
  }
}
