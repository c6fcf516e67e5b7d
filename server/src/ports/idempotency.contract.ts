import { expect, it } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import type { Id } from '../lib/id.ts'
import { AlreadyDone, type IdempotencyRecords, type OnceRecord, recordsKeptMs } from './idempotency.ts'

export interface IdempotencyRoom {
  records: IdempotencyRecords
  user(name: string): Promise<Id>
  /** As a store keeps it, in a transaction. */
  keep(record: OnceRecord, targetId: Id): Promise<void>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const target = 'f'.repeat(24)
const other = 'e'.repeat(24)

export const idempotencyContract = contract<IdempotencyRoom>('idempotency', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const request = { userId: ann, operation: 'createTweet', key: 'a key' }
    return { ...room, bob, request, record: { ...request, digest: 'abc', status: 201, now } }
  }

  it('finds what was kept, for this user, operation and key alone', async () => {
    const { records, keep, request, record, bob } = await scene()
    expect(await records.find(request, now)).toBeNull()
    await keep(record, target)
    expect(await records.find(request, now)).toEqual({ digest: 'abc', status: 201, targetId: target })
    for (const another of [{ userId: bob }, { operation: 'addComment' }, { key: 'A key' }])
      expect(await records.find({ ...request, ...another }, now)).toBeNull()
  })

  it('keeps the first of twenty at once, and tells the others so', async () => {
    const { records, keep, request, record } = await scene()
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => keep({ ...record, digest: `${n}` }, target)),
    )
    const refusals = answers.filter((answer) => answer.status === 'rejected')
    expect(refusals).toHaveLength(19)
    expect(refusals.every(({ reason }) => reason instanceof AlreadyDone)).toBe(true)
    const winner = answers.findIndex(({ status }) => status === 'fulfilled')
    expect(await records.find(request, now)).toMatchObject({ digest: `${winner}` })
  })

  it('takes one that is a day old for none, swept or not', async () => {
    const { records, keep, request, record } = await scene()
    await keep(record, target)
    expect(await records.find(request, later(recordsKeptMs - 1))).not.toBeNull()
    await expect(keep({ ...record, now: later(recordsKeptMs - 1) }, other)).rejects.toThrow(AlreadyDone)
    expect(await records.find(request, later(recordsKeptMs))).toBeNull()
    await keep({ ...record, now: later(recordsKeptMs) }, other)
    expect(await records.find(request, later(recordsKeptMs))).toMatchObject({ targetId: other })
  })

  it('sweeps what is old', async () => {
    const { records, keep, request, record } = await scene()
    await keep(record, target)
    await keep({ ...record, key: 'a newer key', now: later(1) }, target)
    expect(await records.sweep(later(-1), 10)).toBe(0)
    expect(await records.sweep(now, 10)).toBe(1)
    expect(await records.find(request, now)).toBeNull()
    expect(await records.find({ ...request, key: 'a newer key' }, now)).not.toBeNull()
  })

  it('sweeps a bounded number at a time, each once', async () => {
    const { records, keep, record } = await scene()
    for (const key of ['a', 'b', 'c', 'd', 'e']) await keep({ ...record, key }, target)
    expect(await records.sweep(now, 3)).toBe(3)
    const swept = await Promise.all(Array.from({ length: 20 }, () => records.sweep(now, 3)))
    expect(swept.reduce((sum, count) => sum + count)).toBe(2)
  })
})
