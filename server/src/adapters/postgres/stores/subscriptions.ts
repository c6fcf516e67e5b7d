import { sql } from 'kysely'
import type {
  NewSubscription,
  Notify,
  SubscriptionEntry,
  SubscriptionStore,
} from '../../../features/subscriptions/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { Postgres, Runner } from '../connection.ts'
import { withPending } from '../counters.ts'
import { isForeignKeyViolation } from '../errors.ts'
import { keepRecord, together } from '../idempotency.ts'
import type { ReaderFor } from '../replicas.ts'
import { any, type Params, prepared } from '../statement.ts'
import { isSomebody, ofSomebody } from './audience.ts'
import { setOrFlip } from './flip.ts'
import { newestFirst } from './newest-first.ts'
import { pairLock } from './pair.ts'

type Change = Params<NewSubscription & { wanted: boolean | null }>

/** The row and the deltas of both sides in one statement. No answer: nothing was changed. */
const set = prepared(
  'subscriptions.set',
  (_db, p: Change) => sql<{ delta: number }>`
    with turn as materialized (
      select pg_advisory_xact_lock_shared(${pairLock(p.subscriberId, p.channelId)})
    ),
    removed as (
      delete from subscriptions
      where subscriber_id = ${p.subscriberId} and channel_id = ${p.channelId}
        and ${p.wanted}::boolean is not true
      returning -1 as delta
    ),
    added as (
      insert into subscriptions (id, subscriber_id, channel_id, created_at)
      select ${p.id}::text, ${p.subscriberId}::text, ${p.channelId}::text, ${p.now}::timestamptz
      where ${p.wanted}::boolean is not false and not exists (select from removed)
        and exists (select from turn)
      on conflict do nothing
      returning 1 as delta
    ),
    changed as (select delta from removed union all select delta from added),
    counted as (
      insert into counter_deltas (counter, target_id, delta)
      select 'user.subscribers', ${p.channelId}::text, delta from changed
      union all select 'user.subscriptions', ${p.subscriberId}::text, delta from changed
    )
    select delta from changed`,
)

const setNotify = prepared(
  'subscriptions.set-notify',
  (db, p: Params<{ subscriberId: Id; channelId: Id; notify: Notify }>) =>
    db
      .updateTable('subscriptions')
      .set({ notify: p.notify })
      .where('subscriber_id', '=', p.subscriberId)
      .where('channel_id', '=', p.channelId),
)

const state = prepared('subscriptions.state', (db, p: Params<{ viewerId: Id | null; channelId: Id }>) =>
  db
    .selectFrom('user_counters')
    .innerJoin('users', 'users.id', 'user_id')
    .leftJoin('subscriptions', (join) =>
      join.onRef('channel_id', '=', 'user_id').on('subscriber_id', '=', p.viewerId),
    )
    .select((eb) => [
      'notify',
      withPending('user.subscribers', eb.ref('subscribers'), eb.ref('user_id')).as('subscribersCount'),
      sql<boolean>`exists (select from blocks
        where (blocker_id, blocked_id) in ((${p.viewerId}, ${p.channelId}), (${p.channelId}, ${p.viewerId})))`.as(
        'isBlocked',
      ),
    ])
    .where('user_id', '=', p.channelId)
    .where('closed_at', 'is', null),
)

type Side = 'subscriber_id' | 'channel_id'

/** Rows in which the user stands on one side: who stands on the other. */
const listOf = (user: Side, other: Side) =>
  newestFirst({
    name: `subscriptions.of-${user}`,
    rows: (p: { userId: Id }) => sql<SubscriptionEntry>`
      select ${sql.ref(other)} as id, id as "subscriptionId", created_at as "createdAt"
      from subscriptions where ${sql.ref(user)} = ${p.userId} and ${isSomebody(p.userId)} and ${ofSomebody(sql.ref(other))}`,
    time: sql.ref('created_at'),
    id: sql.ref(other),
    timeOf: ({ createdAt }) => createdAt,
  })
const subscribers = listOf('channel_id', 'subscriber_id')
const channels = listOf('subscriber_id', 'channel_id')

const byIds = prepared('subscriptions.load-channels', (db, p: Params<{ ids: Id[] }>) =>
  db
    .selectFrom('users')
    .innerJoin('user_counters', 'user_id', 'users.id')
    .select(['id', 'username', 'full_name as fullName', 'avatar', 'subscribers as subscribersCount'])
    .where('id', '=', any(p.ids))
    .where('closed_at', 'is', null),
)

async function look(runner: Runner, viewerId: Id | null, channelId: Id) {
  const row = await runner.one(state, { viewerId, channelId })
  if (!row) return null
  const { isBlocked, ...shown } = row
  return { isBlocked, state: { ...shown, isSubscribed: row.notify !== null } }
}

interface Parts {
  postgres: Postgres
  listsFor?: ReaderFor
}

export function postgresSubscriptions({ postgres, listsFor = () => postgres }: Parts): SubscriptionStore {
  return {
    stateOf: async (viewerId, channelId) => (await look(postgres, viewerId, channelId))?.state ?? null,
    async set(subscription, wanted, also) {
      const { subscriberId, channelId } = subscription
      const values = { ...subscription, wanted: wanted ?? null }
      try {
        return await together(postgres, also, async (runner) => {
          const { isThere, changed } = await setOrFlip(values.wanted, () => runner.one(set, values))
          const after = await look(runner, subscriberId, channelId)
          if (!after) return null
          if (isThere && after.isBlocked) {
            // The row was waiting for the block, which has not seen it.
            await runner.one(set, { ...values, wanted: false })
            return 'blocked'
          }
          await keepRecord(runner, also.once, channelId)
          return { ...after.state, isSubscribed: isThere, changed }
        })
      } catch (error) {
        if (isForeignKeyViolation(error)) return null
        throw error
      }
    },
    setNotify: async (subscriberId, channelId, notify) =>
      (await postgres.change(setNotify, { subscriberId, channelId, notify })) > 0,
    subscriberIds: (userId, audience, page) => subscribers(listsFor(audience), { userId }, page),
    channelIds: (userId, audience, page) => channels(listsFor(audience), { userId }, page),
    async loadMany(ids) {
      if (ids.length === 0) return []
      return inOrder(ids, await postgres.run(byIds, { ids }))
    },
  }
}
