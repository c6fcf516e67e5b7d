import { expect, it, vi } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import type { Id } from '../lib/id.ts'
import type { JobQueue, LeasedJob } from './job-queue.ts'

const minute = 60_000
/** Of twenty at once on a busy machine; a lease that has run out is there at once. */
const patienceMs = 20_000
/** So short that it is over when the database is asked again. */
const tiny = 1
const earlier = () => new Date(Date.now() - minute)
const later = () => new Date(Date.now() + minute)

const times = <T>(count: number, work: () => Promise<T>) => Array.from({ length: count }, work)
const idsOf = (jobs: (LeasedJob | null)[]): Id[] => jobs.flatMap((job) => (job ? [job.id] : []))

/** The next lease, when an old one has run out. */
const leaseAgain = (queue: JobQueue, leaseMs: number): Promise<LeasedJob> =>
  vi.waitFor(async () => {
    const job = await queue.lease(['work'], leaseMs)
    expect(job).not.toBeNull()
    return job as LeasedJob
  }, patienceMs)

async function leased(queue: JobQueue, leaseMs = minute): Promise<LeasedJob> {
  await queue.add({ name: 'work', payload: { n: 1 } })
  return leaseAgain(queue, leaseMs)
}

export const jobQueueContract = contract<JobQueue>('the job queue', (open) => {
  it('hands out what was added, once, with its payload', async () => {
    const queue = await open()
    await queue.add({ name: 'work', payload: { videoId: 'a', parts: ['x', 1, null] } })
    const job = await queue.lease(['other', 'work'], minute)
    expect(job).toMatchObject({
      name: 'work',
      payload: { videoId: 'a', parts: ['x', 1, null] },
      attempt: 1,
      fence: 1,
    })
    expect(await queue.lease(['work'], minute)).toBeNull()
  })

  it('hands out only the names that were asked for', async () => {
    const queue = await open()
    await queue.add({ name: 'work', payload: {} })
    expect(await queue.lease(['other'], minute)).toBeNull()
    expect(await queue.lease([], minute)).toBeNull()
  })

  it('hands out the one that waits longest first, and none before its time', async () => {
    const queue = await open()
    await queue.add({ name: 'work', payload: { n: 2 } })
    await queue.add({ name: 'work', payload: { n: 3 }, runAt: later() })
    await queue.add({ name: 'work', payload: { n: 1 }, runAt: earlier() })
    expect((await queue.lease(['work'], minute))?.payload).toEqual({ n: 1 })
    expect((await queue.lease(['work'], minute))?.payload).toEqual({ n: 2 })
    expect(await queue.lease(['work'], minute)).toBeNull()
  })

  it('hands out one that is named, to whoever may run it, and to nobody else then', async () => {
    const queue = await open()
    for (const n of [1, 2]) await queue.add({ name: 'work', payload: { n } })
    const rows = await queue.list({ name: 'work', limit: 2 })
    const second = rows.find(({ payload }) => (payload as { n: number }).n === 2)
    expect(await queue.leaseById(second!.id, ['other'], minute)).toBeNull()
    const job = await queue.leaseById(second!.id, ['other', 'work'], minute)
    expect(job).toMatchObject({ id: second!.id, payload: { n: 2 }, attempt: 1, fence: 1 })
    expect(await queue.leaseById(second!.id, ['work'], minute)).toBeNull()
    expect(await queue.leaseById('0'.repeat(24), ['work'], minute)).toBeNull()
    expect(await queue.lease(['work'], minute)).toMatchObject({ payload: { n: 1 } })
  })

  it('gives one that is named to one of twenty, and none before its time', async () => {
    const queue = await open()
    await queue.add({ name: 'work', payload: {} })
    await queue.add({ name: 'later', payload: {}, runAt: later() })
    const [due] = await queue.due(['work', 'later'], 10)
    const answers = await Promise.all(times(20, () => queue.leaseById(due!.id, ['work'], minute)))
    expect(idsOf(answers)).toEqual([due!.id])
    const [waits] = await queue.list({ name: 'later', limit: 1 })
    expect(await queue.leaseById(waits!.id, ['later'], minute)).toBeNull()
  })

  it('names what is due in the order of the line, also what somebody took and lost', async () => {
    const queue = await open()
    const lost = await leased(queue, tiny)
    await queue.add({ name: 'work', payload: {}, behindMs: minute })
    await queue.add({ name: 'work', payload: {}, runAt: later() })
    await queue.add({ name: 'other', payload: {} })
    const due = await vi.waitFor(async () => {
      const found = await queue.due(['work'], 10)
      expect(found).toHaveLength(2)
      return found
    }, patienceMs)
    expect(due[0]).toMatchObject({ id: lost.id, name: 'work', fence: 1 })
    expect(due[1]!.lineAt.getTime()).toBeGreaterThan(Date.now())
    expect(due[1]!.runAt.getTime()).toBeLessThanOrEqual(Date.now() + minute / 2)
    expect(await queue.due(['work'], 1)).toEqual([due[0]])
  })

  it('lets those go first that came a little later than one that stands behind, which does not wait for nobody', async () => {
    const queue = await open()
    await queue.add({ name: 'work', payload: { n: 2 }, behindMs: minute })
    await queue.add({ name: 'work', payload: { n: 3 }, behindMs: 2 * minute })
    await queue.add({ name: 'work', payload: { n: 1 } })
    for (const n of [1, 2, 3]) expect((await queue.lease(['work'], minute))?.payload).toEqual({ n })
  })

  it('gives no job to two of twenty workers that ask at once', async () => {
    const queue = await open()
    await Promise.all(Array.from({ length: 15 }, (_, n) => queue.add({ name: 'work', payload: { n } })))
    const answers = await Promise.all(Array.from({ length: 20 }, () => queue.lease(['work'], minute)))
    const ids = idsOf(answers)
    expect(new Set(ids).size).toBe(ids.length)
    // A worker may meet only rows that others are just taking, and then sees nothing; what is left is taken next time.
    for (let job = await queue.lease(['work'], minute); job; job = await queue.lease(['work'], minute))
      ids.push(job.id)
    expect(ids).toHaveLength(15)
    expect(new Set(ids).size).toBe(15)
  })

  it('gives an expired lease to the next worker, and nothing more to the old one', async () => {
    const queue = await open()
    const old = await leased(queue, tiny)
    const taken = await leaseAgain(queue, minute)
    expect(taken).toMatchObject({ id: old.id, attempt: 2 })
    expect(taken.fence).toBeGreaterThan(old.fence)
    expect(await queue.heartbeat(old, minute)).toBe(false)
    expect(await queue.done(old)).toBe(false)
    expect(await queue.park(old, 'no')).toBe(false)
    expect(await queue.retryAt(old, earlier(), 'no')).toBe(false)
    expect(await queue.release(old)).toBe(false)
    expect(await queue.done(taken)).toBe(true)
  })

  it('gives an expired lease to one of twenty', async () => {
    const queue = await open()
    const old = await leased(queue, tiny)
    const taken: Id[] = []
    await vi.waitFor(async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => queue.lease(['work'], minute)))
      taken.push(...idsOf(answers))
      expect(taken).not.toEqual([])
    }, patienceMs)
    expect(taken).toEqual([old.id])
  })

  it('keeps a job whose lease is renewed', async () => {
    const queue = await open()
    const job = await leased(queue, tiny)
    expect(await queue.heartbeat(job, minute)).toBe(true)
    expect(await queue.lease(['work'], minute)).toBeNull()
    expect(await queue.done(job)).toBe(true)
    expect(await queue.heartbeat(job, minute)).toBe(false)
    expect(await queue.done(job)).toBe(false)
  })

  it('keeps one unfinished job of a name and key, also when twenty are added at once', async () => {
    const queue = await open()
    const same = { name: 'work', key: 'video-1', payload: {} }
    await Promise.all(Array.from({ length: 20 }, () => queue.add(same)))
    await queue.add({ ...same, name: 'other' })
    expect(await queue.list({ name: 'work', limit: 10 })).toHaveLength(1)

    const job = await queue.lease(['work'], minute)
    await queue.add(same)
    expect(await queue.lease(['work'], minute)).toBeNull()
    await queue.done(job!)
    await queue.add(same)
    expect(await queue.lease(['work'], minute)).not.toBeNull()
  })

  it('lets a key be used again beside a parked job, which then stays parked', async () => {
    const queue = await open()
    const same = { name: 'work', key: 'video-1', payload: {} }
    await queue.add(same)
    const first = await queue.lease(['work'], minute)
    await queue.park(first!, 'the file is gone')
    await queue.add(same)
    expect(await queue.retry(first!.id)).toBe(false)
    const second = await queue.lease(['work'], minute)
    await queue.done(second!)
    expect(await queue.retry(first!.id)).toBe(true)
    expect(await queue.lease(['work'], minute)).toMatchObject({ id: first!.id, attempt: 1 })
  })

  it('does not count an attempt that was given back', async () => {
    const queue = await open()
    const job = await leased(queue)
    expect(await queue.release(job)).toBe(true)
    const again = await queue.lease(['work'], minute)
    expect(again).toMatchObject({ id: job.id, attempt: 1 })
    expect(again!.fence).toBeGreaterThan(job.fence)
    expect(await queue.done(job)).toBe(false)
  })

  it('keeps the reason of a failure, and tries again when it is time', async () => {
    const queue = await open()
    const job = await leased(queue)
    expect(await queue.retryAt(job, later(), 'no room on the disk')).toBe(true)
    expect(await queue.lease(['work'], minute)).toBeNull()
    expect(await queue.list({ state: 'due', limit: 10 })).toMatchObject([
      { id: job.id, attempts: 1, reason: 'no room on the disk' },
    ])
    expect(await queue.retry(job.id)).toBe(true)
    expect(await queue.lease(['work'], minute)).toMatchObject({ id: job.id, attempt: 1 })
  })

  it('parks a job until a person retries it', async () => {
    const queue = await open()
    const job = await leased(queue)
    expect(await queue.park(job, 'ffmpeg is missing')).toBe(true)
    expect(await queue.lease(['work'], minute)).toBeNull()
    expect(await queue.list({ state: 'parked', limit: 10 })).toMatchObject([{ reason: 'ffmpeg is missing' }])
    expect(await queue.retry(job.id)).toBe(true)
    expect((await queue.list({ limit: 1 }))[0]).toMatchObject({ state: 'due', attempts: 0, reason: null })
  })

  it('parks by hand only what is due, and retries neither what runs nor what is done', async () => {
    const queue = await open()
    const job = await leased(queue)
    expect(await queue.parkById(job.id, 'by hand')).toBe(false)
    expect(await queue.retry(job.id)).toBe(false)
    await queue.release(job)
    expect(await queue.parkById(job.id, 'by hand')).toBe(true)
    await queue.retry(job.id)
    const again = await queue.lease(['work'], minute)
    await queue.done(again!)
    expect(await queue.retry(job.id)).toBe(false)
    expect(await queue.retry('0'.repeat(24))).toBe(false)
  })

  it('counts by state, lists by filter, and sweeps what is done', async () => {
    const queue = await open()
    const done = await leased(queue)
    await queue.done(done)
    await queue.add({ name: 'other', payload: {} })
    expect(await queue.countByState()).toEqual({ due: 1, running: 0, done: 1, parked: 0 })
    expect((await queue.list({ name: 'work', limit: 10 })).map((row) => row.id)).toEqual([done.id])
    expect(await queue.list({ limit: 1 })).toHaveLength(1)
    expect(await queue.sweep(earlier(), 10)).toBe(0)
    expect(await queue.sweep(later(), 10)).toBe(1)
    expect(await queue.countByState()).toEqual({ due: 1, running: 0, done: 0, parked: 0 })
  })

  it('sweeps a bounded number at a time, each once', async () => {
    const queue = await open()
    for (let n = 0; n < 5; n++) await queue.done(await leased(queue))
    expect(await queue.sweep(later(), 3)).toBe(3)
    const swept = await Promise.all(Array.from({ length: 20 }, () => queue.sweep(later(), 3)))
    expect(swept.reduce((sum, count) => sum + count)).toBe(2)
  })
})
