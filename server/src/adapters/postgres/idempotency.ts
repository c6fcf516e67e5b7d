import { sql } from 'kysely'
import type { Id } from '../../lib/id.ts'
import {
  AlreadyDone,
  type IdempotencyRecords,
  type OnceRecord,
  type RequestKey,
  recordsKeptMs,
} from '../../ports/idempotency.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Postgres, Runner } from './connection.ts'
import { type Params, prepared } from './statement.ts'
import { sweepOf } from './sweep.ts'

/** Waits for another transaction that writes the same one. A record that is too old is as good as none. */
const keep = prepared(
  'idempotency.keep',
  (_db, p: Params<OnceRecord & { targetId: Id; oldest: Date }>) => sql<object>`
    insert into idempotency_records as known (user_id, operation, key, digest, status, target_id, created_at)
    values (${p.userId}, ${p.operation}, ${p.key}, ${p.digest}, ${p.status}, ${p.targetId}, ${p.now})
    on conflict (user_id, operation, key) do update set
      digest = excluded.digest, status = excluded.status, target_id = excluded.target_id,
      created_at = excluded.created_at
    where known.created_at <= ${p.oldest}`,
)

const find = prepared('idempotency.find', (db, p: Params<RequestKey & { oldest: Date }>) =>
  db
    .selectFrom('idempotency_records')
    .select(['digest', 'status', 'target_id as targetId'])
    .where('user_id', '=', p.userId)
    .where('operation', '=', p.operation)
    .where('key', '=', p.key)
    .where('created_at', '>', p.oldest),
)

const sweep = sweepOf('idempotency.sweep', { table: 'idempotency_records', time: 'created_at' })

const oldest = (now: Date): Date => new Date(now.getTime() - recordsKeptMs)

/** For stores: a write of one statement needs a transaction only where a record commits with it. */
export const together = <T>(
  postgres: Postgres,
  { once }: Also,
  write: (runner: Runner) => Promise<T>,
): Promise<T> => (once ? postgres.transaction(write) : write(postgres))

/**
 * For stores: the record of `Also`, in the transaction of the effect and behind it. `targetId`: what was made, or what
 * was changed. Throws `AlreadyDone` when the request had its effect before, which undoes this one.
 */
export async function keepRecord(tx: Runner, once: OnceRecord | undefined, targetId: Id): Promise<void> {
  if (!once) return
  const kept = await tx.change(keep, { ...once, targetId, oldest: oldest(once.now) })
  if (kept === 0) throw new AlreadyDone()
}

export const postgresIdempotency = ({ postgres }: { postgres: Postgres }): IdempotencyRecords => ({
  find: (request, now) => postgres.one(find, { ...request, oldest: oldest(now) }),
  sweep: (before, most) => postgres.change(sweep, { before, most }),
})
