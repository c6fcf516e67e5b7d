import type { Document, Filter } from 'mongodb'
import type { Makers } from '../../database.ts'
import type { JobQueue, JobRow, JobState, LeasedJob, NewJob } from '../../ports/job-queue.ts'
import { type Mongo, openJobKey, type Runner } from './connection.ts'
import type { JobDocument } from './documents.ts'
import { isDuplicate } from './errors.ts'
import { idOf, oid } from './ids.ts'
import { sweep } from './sweep.ts'

/** The database's own time, which all workers share. */
const now = '$$NOW'
const after = (ms: number): Document => ({ $add: [now, ms] })

/** As numbers, for the order of dates and `$$NOW` is not the same on every engine that speaks MongoDB's protocol. */
const isReady = { $expr: { $lte: [{ $toLong: '$readyAt' }, { $toLong: now }] } }

/** Updates are pipelines, for nothing else knows the database's time: a value that somebody gave is no expression. */
const literal = <T>(value: T): Document => ({ $literal: value })

function added({ name, payload, key, runAt, behindMs = 0 }: NewJob, at: Date): Document {
  const due = runAt ? literal(runAt) : now
  return {
    ...{
      name: literal(name),
      key: literal(key ?? null),
      state: 'due',
      isOpen: true,
      payload: literal(payload),
    },
    ...{ attempts: 0, fence: 0, runAt: due, readyAt: due, lineAt: { $add: [due, behindMs] } },
    ...{ leaseUntil: literal(null), reason: literal(null), createdAt: at, updatedAt: at },
  }
}

/** For stores: the jobs of `Also`, in the transaction of the write that causes them. */
export async function insertJobs(
  tx: Runner,
  jobs: NewJob[] = [],
  { clock, ids, announce }: Makers,
): Promise<void> {
  for (const job of jobs) {
    const { name, key, behindMs = 0 } = job
    const same = { name: { $eq: name }, key: { $eq: key ?? null }, isOpen: true }
    if (key !== undefined && (await tx.in('jobs').one(same))) continue
    const [id, at] = [ids.next(), clock.now()]
    await tx.in('jobs').changed({ _id: oid(id) }, [{ $set: added(job, at) }], { upsert: true })
    const { runAt = at } = job
    tx.committed(() =>
      announce?.([{ id, name, fence: 0, runAt, lineAt: new Date(runAt.getTime() + behindMs) }]),
    )
  }
}

const line = { lineAt: 1, _id: 1 } as const
const leased = (leaseMs: number): Document[] => [
  {
    $set: {
      ...{ state: 'running', leaseUntil: after(leaseMs), readyAt: after(leaseMs), updatedAt: now },
      ...{ attempts: { $add: ['$attempts', 1] }, fence: { $add: ['$fence', 1] } },
    },
  },
]
const due = (set: Document): Document[] => [
  { $set: { state: 'due', isOpen: true, leaseUntil: literal(null), updatedAt: now, ...set } },
]
const ended = (state: JobState, reason: string | null): Document[] => [
  {
    $set: {
      ...{ state, isOpen: false, reason: literal(reason), leaseUntil: literal(null), updatedAt: now },
      readyAt: '$runAt',
    },
  },
]

export function mongoJobQueue({ mongo, ...makers }: Makers & { mongo: Mongo }): JobQueue {
  const jobs = mongo.in('jobs')
  const held = async ({ id, fence }: LeasedJob, update: Document[]): Promise<boolean> =>
    (await jobs.change({ _id: oid(id), fence, state: 'running' }, update)) > 0

  const comesUp = ({ id, name, fence }: LeasedJob, at: Date): void =>
    makers.announce?.([{ id, name, fence, runAt: at, lineAt: at }])

  async function take(which: Filter<JobDocument>, leaseMs: number): Promise<LeasedJob | null> {
    const taken = await jobs.changed({ ...which, isOpen: true, ...isReady }, leased(leaseMs), { sort: line })
    if (!taken) return null
    const { _id, name, payload, attempts, fence } = taken
    return { id: idOf(_id), name, payload, attempt: attempts, fence }
  }

  return {
    async add(job) {
      try {
        await insertJobs(mongo, [job], makers)
      } catch (error) {
        if (!isDuplicate(error, openJobKey)) throw error
      }
    },
    lease: (names, leaseMs) => take({ name: { $in: names } }, leaseMs),
    leaseById: (id, names, leaseMs) => take({ _id: oid(id), name: { $in: names } }, leaseMs),
    async due(names, limit) {
      const open = { isOpen: true, name: { $in: names }, ...isReady }
      const rows = await jobs.all(open, { sort: line, limit })
      return rows.map(({ _id, name, fence, readyAt, lineAt }) => ({
        ...{ id: idOf(_id), name, fence, runAt: readyAt, lineAt },
      }))
    },
    heartbeat: (job, leaseMs) =>
      held(job, [{ $set: { leaseUntil: after(leaseMs), readyAt: after(leaseMs), updatedAt: now } }]),
    done: (job) => held(job, ended('done', null)),
    park: (job, reason) => held(job, ended('parked', reason)),
    async retryAt(job, at, reason) {
      const when = { runAt: literal(at), readyAt: literal(at), lineAt: literal(at) }
      const changed = await held(job, due({ ...when, reason: literal(reason) }))
      if (changed) comesUp(job, at)
      return changed
    },
    async release(job) {
      const changed = await held(job, due({ attempts: { $add: ['$attempts', -1] }, readyAt: '$runAt' }))
      if (changed) comesUp(job, makers.clock.now())
      return changed
    },
    async list({ state, name, limit }) {
      const filter = { ...(state && { state: { $eq: state } }), ...(name && { name: { $eq: name } }) }
      return (await jobs.all(filter, { sort: { createdAt: -1, _id: -1 }, limit })).map(jobRow)
    },
    async retry(id) {
      const job = await jobs.one({ _id: oid(id), state: { $in: ['parked', 'due'] } })
      if (!job) return false
      // An open job of the same name and key does the work already: the index leaves this one parked.
      try {
        const again = due({ attempts: 0, runAt: now, readyAt: now, lineAt: now, reason: literal(null) })
        return (await jobs.change({ _id: job._id, state: { $in: ['parked', 'due'] } }, again)) > 0
      } catch (error) {
        if (isDuplicate(error, openJobKey)) return false
        throw error
      }
    },
    parkById: async (id, reason) =>
      (await jobs.change({ _id: oid(id), state: 'due' }, ended('parked', reason))) > 0,
    async countByState() {
      const rows = await jobs.gather<{ _id: JobState; count: number }>([
        { $group: { _id: '$state', count: { $sum: 1 } } },
      ])
      const counted = Object.fromEntries(rows.map(({ _id, count }) => [_id, count]))
      return { due: 0, running: 0, done: 0, parked: 0, ...counted }
    },
    sweep: (before, most) => sweep(jobs, 'updatedAt', before, most, { state: 'done' }),
  }
}

const jobRow = ({
  _id,
  isOpen: _open,
  lineAt: _line,
  readyAt: _ready,
  fence: _fence,
  ...row
}: JobDocument): JobRow => ({
  id: idOf(_id),
  ...row,
})
