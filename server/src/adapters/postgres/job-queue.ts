import { type ExpressionBuilder, sql } from 'kysely'
import type { Makers } from '../../database.ts'
import type { Id } from '../../lib/id.ts'
import type { JobQueue, JobRow, JobState, LeasedJob, NewJob } from '../../ports/job-queue.ts'
import type { Postgres, Runner } from './connection.ts'
import { any, type Params, prepared } from './statement.ts'
import { sweepOf } from './sweep.ts'
import type { Database } from './tables.ts'

/** The database's own time, which all workers share. Cut, for a column would round it, half of the time into the future. */
const databaseNow = sql<Date>`date_trunc('milliseconds', statement_timestamp())`
const leaseEnd = (leaseMs: number) => sql<Date>`statement_timestamp() + ${leaseMs}::float8 * interval '1 ms'`

type Held = Pick<LeasedJob, 'id' | 'fence'>

const insert = prepared(
  'jobs.insert',
  (_db, p: Params<{ rows: string; now: Date }>) => sql<object>`
    insert into jobs (id, name, key, state, payload, run_at, line_at, created_at, updated_at)
    select id, name, key, 'due', payload, coalesce(run_at, ${databaseNow}),
      coalesce(run_at, ${databaseNow}) + coalesce(behind_ms, 0) * interval '1 ms', ${p.now}, ${p.now}
    from jsonb_to_recordset(${p.rows}::jsonb)
      as job (id text, name text, key text, payload jsonb, run_at timestamptz, behind_ms float8)
    on conflict (name, key) where state in ('due', 'running') do nothing`,
)

/** What leasing a job writes. */
const taken = (eb: ExpressionBuilder<Database, 'jobs'>, leaseMs: number) => ({
  state: 'running' as const,
  attempts: eb('attempts', '+', 1),
  fence: eb('fence', '+', 1),
  lease_until: leaseEnd(leaseMs),
  updated_at: databaseNow,
})

const lease = prepared('jobs.lease', (db, p: Params<{ names: string[]; leaseMs: number }>) =>
  db
    .updateTable('jobs')
    .set((eb) => taken(eb, p.leaseMs))
    .where('id', '=', (eb) =>
      eb
        .selectFrom('jobs')
        .select('id')
        .where('state', 'in', ['due', 'running'])
        .where('ready_at', '<=', databaseNow)
        .where('name', '=', any(p.names))
        .orderBy('line_at')
        .orderBy('id')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'name', 'payload', 'attempts as attempt', 'fence']),
)

const leaseById = prepared(
  'jobs.lease-by-id',
  (db, p: Params<{ id: Id; names: string[]; leaseMs: number }>) =>
    db
      .updateTable('jobs')
      .set((eb) => taken(eb, p.leaseMs))
      .where('id', '=', p.id)
      .where('state', 'in', ['due', 'running'])
      .where('ready_at', '<=', databaseNow)
      .where('name', '=', any(p.names))
      .returning(['id', 'name', 'payload', 'attempts as attempt', 'fence']),
)

const due = prepared('jobs.due', (db, p: Params<{ names: string[]; limit: number }>) =>
  db
    .selectFrom('jobs')
    .select(['id', 'name', 'fence', 'ready_at as runAt', 'line_at as lineAt'])
    .where('state', 'in', ['due', 'running'])
    .where('ready_at', '<=', databaseNow)
    .where('name', '=', any(p.names))
    .orderBy('line_at')
    .orderBy('id')
    .limit(p.limit),
)

const heartbeat = prepared('jobs.heartbeat', (db, p: Params<Held & { leaseMs: number }>) =>
  db
    .updateTable('jobs')
    .set({ lease_until: leaseEnd(p.leaseMs), updated_at: databaseNow })
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('state', '=', 'running'),
)

const finish = prepared('jobs.finish', (db, p: Params<Held & { state: JobState; reason: string | null }>) =>
  db
    .updateTable('jobs')
    .set({ state: p.state, reason: p.reason, lease_until: null, updated_at: databaseNow })
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('state', '=', 'running'),
)

const retryAt = prepared('jobs.retry-at', (db, p: Params<Held & { at: Date; reason: string }>) =>
  db
    .updateTable('jobs')
    .set({
      state: 'due',
      run_at: p.at,
      line_at: p.at,
      reason: p.reason,
      lease_until: null,
      updated_at: databaseNow,
    })
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('state', '=', 'running'),
)

const release = prepared('jobs.release', (db, p: Params<Held>) =>
  db
    .updateTable('jobs')
    .set((eb) => ({
      state: 'due',
      attempts: eb('attempts', '-', 1),
      lease_until: null,
      updated_at: databaseNow,
    }))
    .where('id', '=', p.id)
    .where('fence', '=', p.fence)
    .where('state', '=', 'running'),
)

const list = prepared(
  'jobs.list',
  (db, p: Params<{ state: JobState | null; name: string | null; limit: number }>) =>
    db
      .selectFrom('jobs')
      .select(['id', 'name', 'key', 'state', 'payload', 'attempts', 'run_at', 'lease_until', 'reason'])
      .select(['created_at', 'updated_at'])
      .where(sql<boolean>`(${p.state}::text is null or state = ${p.state})`)
      .where(sql<boolean>`(${p.name}::text is null or name = ${p.name})`)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(p.limit),
)

// An unfinished job of the same name and key does the work already, so this one stays parked.
const retry = prepared('jobs.retry', (db, p: Params<{ id: Id }>) =>
  db
    .updateTable('jobs')
    .set({
      state: 'due',
      attempts: 0,
      run_at: databaseNow,
      line_at: databaseNow,
      reason: null,
      updated_at: databaseNow,
    })
    .where('id', '=', p.id)
    .where('state', 'in', ['parked', 'due'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('jobs as other')
            .select('other.id')
            .where('other.state', 'in', ['due', 'running'])
            .whereRef('other.name', '=', 'jobs.name')
            .whereRef('other.key', '=', 'jobs.key')
            .whereRef('other.id', '<>', 'jobs.id'),
        ),
      ),
    ),
)

const parkById = prepared('jobs.park-by-id', (db, p: Params<{ id: Id; reason: string }>) =>
  db
    .updateTable('jobs')
    .set({ state: 'parked', reason: p.reason, updated_at: databaseNow })
    .where('id', '=', p.id)
    .where('state', '=', 'due'),
)

const countByState = prepared('jobs.count', (db) =>
  db
    .selectFrom('jobs')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state'),
)

const sweep = sweepOf('jobs.sweep', { table: 'jobs', time: 'updated_at', only: sql`and state = 'done'` })

/** For stores: the jobs of `Also`, in the transaction of the write that causes them. */
export async function insertJobs(
  tx: Runner,
  jobs: NewJob[] = [],
  { clock, ids, announce }: Makers,
): Promise<void> {
  if (jobs.length === 0) return
  const now = clock.now()
  const rows = jobs.map(({ name, payload, key, runAt, behindMs }) => ({
    id: ids.next(),
    name,
    payload,
    key,
    run_at: runAt,
    behind_ms: behindMs,
  }))
  await tx.run(insert, { rows: JSON.stringify(rows), now })
  tx.committed(() =>
    announce?.(
      rows.map(({ id, name, run_at: runAt = now, behind_ms = 0 }) => ({
        ...{ id, name, fence: 0, runAt },
        lineAt: new Date(runAt.getTime() + behind_ms),
      })),
    ),
  )
}

export function postgresJobQueue({ postgres, ...makers }: Makers & { postgres: Postgres }): JobQueue {
  const { clock, announce } = makers
  const comesUp = ({ id, name, fence }: LeasedJob, at: Date): void =>
    announce?.([{ id, name, fence, runAt: at, lineAt: at }])
  const held = async (changed: Promise<number>): Promise<boolean> => (await changed) > 0
  return {
    add: (job) => insertJobs(postgres, [job], makers),
    lease: (names, leaseMs) => postgres.one(lease, { names, leaseMs }),
    leaseById: (id, names, leaseMs) => postgres.one(leaseById, { id, names, leaseMs }),
    due: (names, limit) => postgres.run(due, { names, limit }),
    heartbeat: ({ id, fence }, leaseMs) => held(postgres.change(heartbeat, { id, fence, leaseMs })),
    done: ({ id, fence }) => held(postgres.change(finish, { id, fence, state: 'done', reason: null })),
    async retryAt(job, at, reason) {
      const changed = await postgres.change(retryAt, { id: job.id, fence: job.fence, at, reason })
      if (changed > 0) comesUp(job, at)
      return changed > 0
    },
    park: ({ id, fence }, reason) => held(postgres.change(finish, { id, fence, state: 'parked', reason })),
    async release(job) {
      const changed = await postgres.change(release, { id: job.id, fence: job.fence })
      if (changed > 0) comesUp(job, clock.now())
      return changed > 0
    },
    async list({ state = null, name = null, limit }) {
      const rows = await postgres.run(list, { state: state ?? null, name: name ?? null, limit })
      return rows.map(jobRow)
    },
    retry: (id) => held(postgres.change(retry, { id })),
    parkById: (id, reason) => held(postgres.change(parkById, { id, reason })),
    async countByState() {
      const rows = await postgres.run(countByState)
      const counted = Object.fromEntries(rows.map((row) => [row.state, row.count]))
      return { due: 0, running: 0, done: 0, parked: 0, ...counted }
    },
    sweep: (before, most) => postgres.change(sweep, { before, most }),
  }
}

interface StoredJob extends Omit<JobRow, 'runAt' | 'leaseUntil' | 'createdAt' | 'updatedAt'> {
  run_at: Date
  lease_until: Date | null
  created_at: Date
  updated_at: Date
}

const jobRow = ({ run_at, lease_until, created_at, updated_at, ...row }: StoredJob): JobRow => ({
  ...row,
  runAt: run_at,
  leaseUntil: lease_until,
  createdAt: created_at,
  updatedAt: updated_at,
})
