import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Id } from '../lib/id.ts'
import type { JobCalls } from '../ports/job-calls.ts'
import type { JobQueue, LeasedJob } from '../ports/job-queue.ts'
import { Hopeless, type JobRun, job } from './job.ts'
import { startWorker, type Worker } from './worker.ts'

const now = new Date('2026-03-04T05:06:07Z')
const work = { name: 'work', attempts: 3, timeoutMs: 60_000, payload: z.object({ n: z.int() }) }

/** Hands out what stands in `due`, and writes down what becomes of it. The real queue has a contract of its own. */
function fakeQueue(due: Partial<LeasedJob>[] = []) {
  const said: unknown[][] = []
  const held = { answer: true as boolean | Error }
  const note =
    (verb: string) =>
    async (leased: LeasedJob, ...rest: unknown[]) => {
      said.push([verb, leased.id, ...rest])
      return true
    }
  const queue = {
    async lease(names: string[]) {
      const at = due.findIndex((one) => names.includes(one.name ?? 'work'))
      const [taken] = at < 0 ? [] : due.splice(at, 1)
      return taken ? { id: 'a', name: 'work', payload: { n: 1 }, attempt: 1, fence: 1, ...taken } : null
    },
    async leaseById(id: Id, names: string[]) {
      const at = due.findIndex((one) => one.id === id && names.includes(one.name ?? 'work'))
      const [taken] = at < 0 ? [] : due.splice(at, 1)
      return taken ? { id: 'a', name: 'work', payload: { n: 1 }, attempt: 1, fence: 1, ...taken } : null
    },
    async due() {
      return due.map(({ id = 'a' }) => ({ id, name: 'work', fence: 0, runAt: now, lineAt: now }))
    },
    async heartbeat() {
      if (held.answer instanceof Error) throw held.answer
      return held.answer
    },
    done: note('done'),
    retryAt: note('retryAt'),
    park: note('park'),
    release: note('release'),
  }
  return { queue: queue as unknown as JobQueue, due, said, held }
}

let worker: Worker | undefined
afterEach(() => worker?.stop())

interface Asked {
  run(run: JobRun<{ n: number }>): Promise<void>
  due?: Partial<LeasedJob>[]
  attempts?: number
  timeoutMs?: number
}

function start({ run, due = [{}], ...more }: Asked, fast: object = {}) {
  const fake = fakeQueue(due)
  const jobs = [job({ ...work, ...more, run })]
  const parts = { queue: fake.queue, jobs, clock: { now: () => now }, log: pino({ level: 'silent' }) }
  worker = startWorker({
    ...parts,
    lanes: { early: 1, media: 1, clearing: 1, leaving: 1, quick: 1 },
    lookEveryMs: 5,
    ...fast,
  })
  return fake
}

const untilAborted = ({ signal }: JobRun<unknown>): Promise<void> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

describe('a job', () => {
  it('gets its payload, attempt and fence, and is done', async () => {
    const run = vi.fn(async () => {})
    const { said } = start({ run, due: [{ payload: { n: 7 }, attempt: 2, fence: 9 }] })
    await expect.poll(() => said).toEqual([['done', 'a']])
    expect(run).toHaveBeenCalledWith(expect.objectContaining({ payload: { n: 7 }, attempt: 2, fence: 9 }))
  })

  it.each([
    [1, 5],
    [2, 10],
    [3, 20],
    [19, 900],
  ])('that fails the %ith time is tried again %i s later, with the reason kept', async (attempt, seconds) => {
    const run = async () => {
      throw new Error('no network')
    }
    const { said } = start({ run, due: [{ attempt }], attempts: 20 })
    const at = new Date(now.getTime() + seconds * 1000)
    await expect.poll(() => said).toEqual([['retryAt', 'a', at, 'no network']])
  })

  it('that fails the last time is parked with its reason', async () => {
    const run = async () => {
      throw new Error('no network')
    }
    const { said } = start({ run, due: [{ attempt: 3 }] })
    await expect.poll(() => said).toEqual([['park', 'a', 'no network']])
  })

  it('that knows that trying again cannot help is parked at once', async () => {
    const run = async () => {
      throw new Hopeless('The file is a picture.')
    }
    const { said } = start({ run })
    await expect.poll(() => said).toEqual([['park', 'a', 'The file is a picture.']])
  })

  it('whose payload is nonsense is parked without being run', async () => {
    const run = vi.fn(async () => {})
    const { said } = start({ run, due: [{ payload: { n: 'seven' } }] })
    await expect.poll(() => said).toEqual([['park', 'a', expect.stringContaining('payload')]])
    expect(run).not.toHaveBeenCalled()
  })

  it('in which the process died each time is parked without being run', async () => {
    const run = vi.fn(async () => {})
    const { said } = start({ run, due: [{ attempt: 4 }] })
    await expect.poll(() => said).toEqual([['park', 'a', 'The process ended in the middle of it 3 times.']])
    expect(run).not.toHaveBeenCalled()
  })

  it('that takes too long is aborted, and tried again', async () => {
    const { said } = start({ run: untilAborted, timeoutMs: 20 })
    await expect
      .poll(() => said)
      .toEqual([['retryAt', 'a', expect.any(Date), expect.stringContaining('took longer')]])
  })

  it('that does not listen when it is told to end does not block the ones behind it', async () => {
    const run = ({ payload }: JobRun<{ n: number }>) =>
      payload.n === 1 ? new Promise<void>(() => {}) : Promise.resolve()
    const due = [{ id: 'deaf' }, { id: 'next', payload: { n: 2 } }]
    const { said } = start({ run, due, timeoutMs: 10 }, { graceMs: 10 })
    await expect
      .poll(() => said.map(([verb, id]) => [verb, id]))
      .toEqual([
        ['retryAt', 'deaf'],
        ['done', 'next'],
      ])
  })

  it('whose lease is lost is aborted, and nothing more is said of it', async () => {
    const aborted = vi.fn()
    const run = (run: JobRun<unknown>) => untilAborted(run).finally(aborted)
    const { said, held } = start({ run }, { leaseMs: 15 })
    held.answer = false
    await expect.poll(() => aborted).toHaveBeenCalled()
    await worker?.stop()
    expect(said).toEqual([])
  })

  it('whose lease cannot be renewed is aborted when it has run out', async () => {
    const aborted = vi.fn()
    const run = (run: JobRun<unknown>) => untilAborted(run).finally(aborted)
    const { held } = start({ run }, { leaseMs: 30 })
    held.answer = new Error('no database')
    await expect.poll(() => aborted).toHaveBeenCalled()
  })
})

describe('a worker', () => {
  it('that stops aborts what runs and gives it back', async () => {
    const started = vi.fn()
    const run = (run: JobRun<unknown>) => {
      started()
      return untilAborted(run)
    }
    const { said } = start({ run, due: [{}, {}] })
    await expect.poll(() => started).toHaveBeenCalled()
    await worker?.stop()
    expect(said).toEqual([['release', 'a']])
    expect(started).toHaveBeenCalledTimes(1)
  })

  it('looks at once when it is woken', async () => {
    const { due, said } = start({ run: async () => {}, due: [] }, { lookEveryMs: 3_600_000 })
    due.push({})
    worker?.wake()
    await expect.poll(() => said).toEqual([['done', 'a']])
  })

  it('leaves the quick lane free while a heavy job runs', async () => {
    const fake = fakeQueue([
      { id: 'heavy', name: 'heavy' },
      { id: 'heavier', name: 'heavy' },
      { id: 'small' },
    ])
    const heavy = vi.fn(untilAborted)
    const jobs = [
      job({ ...work, name: 'heavy', lane: 'media', run: heavy }),
      job({ ...work, run: async () => {} }),
    ]
    const parts = { queue: fake.queue, clock: { now: () => now }, log: pino({ level: 'silent' }) }
    worker = startWorker({
      ...parts,
      jobs,
      lanes: { early: 1, media: 1, clearing: 1, leaving: 1, quick: 1 },
      lookEveryMs: 5,
    })
    await expect.poll(() => fake.said).toEqual([['done', 'small']])
    expect(heavy).toHaveBeenCalledTimes(1)
  })

  it('goes on when the queue answers again, and does not fill the log meanwhile', async () => {
    const { queue, said, due } = fakeQueue([{}])
    const lease = queue.lease
    const failing = vi
      .fn()
      .mockRejectedValueOnce(new Error('a'))
      .mockRejectedValueOnce(new Error('b'))
      .mockImplementation(lease)
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line).msg) })
    const jobs = [job({ ...work, run: async () => {} })]
    const parts = { queue: { ...queue, lease: failing }, jobs, clock: { now: () => now }, log }
    worker = startWorker({
      ...parts,
      lanes: { early: 1, media: 1, clearing: 1, leaving: 1, quick: 1 },
      lookEveryMs: 5,
    })
    await expect.poll(() => said).toHaveLength(1)
    expect(due).toEqual([])
    expect(lines).toEqual(['the job queue does not answer', 'the job queue answers again'])
  })
})

describe('a worker that is called', () => {
  /** Calls of which this test is the messenger. */
  function fakeCalls() {
    const state = { isUp: true }
    const announced: Id[] = []
    const answers = new Map<string, (id: Id) => Promise<void>>()
    const calls: JobCalls = {
      announce: (_lane, jobs) => void announced.push(...jobs.map(({ id }) => id)),
      listen(lane, _atOnce, answer) {
        answers.set(lane, answer)
        return { close: async () => void answers.delete(lane) }
      },
      isUp: () => state.isUp,
    }
    return { calls, state, announced, call: (lane: string, id: Id) => answers.get(lane)!(id) }
  }

  it('runs what it is called to, and passes over what is gone', async () => {
    const { calls, call } = fakeCalls()
    const { due, said } = start({ run: async () => {}, due: [] }, { calls })
    due.push({ id: 'called' })
    await call('quick', 'gone already')
    await call('quick', 'called')
    expect(said).toContainEqual(['done', 'called'])
  })

  it('calls again to what is due', async () => {
    const { calls, announced } = fakeCalls()
    start({ run: untilAborted, due: [{ id: 'runs' }, { id: 'waits' }] }, { calls })
    await vi.waitFor(() => expect(announced).toContain('waits'), 20_000)
  })

  it('looks for itself while no call comes through', async () => {
    const { calls, state } = fakeCalls()
    const { due, said } = start({ run: async () => {}, due: [] }, { calls })
    state.isUp = false
    due.push({ id: 'found' })
    await expect.poll(() => said).toEqual([['done', 'found']])
  })
})
