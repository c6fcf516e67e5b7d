import type { Id } from '../../lib/id.ts'
import {
  AlreadyDone,
  type IdempotencyRecords,
  type OnceRecord,
  recordsKeptMs,
} from '../../ports/idempotency.ts'
import type { Mongo, Transaction } from './connection.ts'
import { isDuplicate } from './errors.ts'
import { idOf, oid } from './ids.ts'
import { sweep } from './sweep.ts'

const oldest = (now: Date): Date => new Date(now.getTime() - recordsKeptMs)

/**
 * For stores: the record of `Also`, in the transaction of the effect and behind it. `targetId`: what was made, or what
 * was changed. Throws `AlreadyDone` when the request had its effect before, which undoes this one.
 */
export async function keepRecord(tx: Transaction, once: OnceRecord | undefined, targetId: Id): Promise<void> {
  if (!once) return
  const { userId, operation, key, digest, status, now } = once
  const request = { user: oid(userId), operation: { $eq: operation }, key: { $eq: key } }
  try {
    // One that is too old is as good as none; a newer one stands in the way of a second.
    await tx
      .in('idempotencyRecords')
      .upsert(
        { ...request, createdAt: { $lte: oldest(now) } },
        { $set: { digest, status, target: oid(targetId), createdAt: now } },
      )
  } catch (error) {
    if (isDuplicate(error)) throw new AlreadyDone()
    throw error
  }
}

export const mongoIdempotency = ({ mongo }: { mongo: Mongo }): IdempotencyRecords => ({
  async find({ userId, operation, key }, now) {
    const found = await mongo.in('idempotencyRecords').one({
      user: oid(userId),
      operation: { $eq: operation },
      key: { $eq: key },
      createdAt: { $gt: oldest(now) },
    })
    return found && { digest: found.digest, status: found.status, targetId: idOf(found.target) }
  },
  sweep: (before, most) => sweep(mongo.in('idempotencyRecords'), 'createdAt', before, most),
})
