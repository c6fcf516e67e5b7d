import { sql } from 'kysely'
import { every } from '../../lib/every.ts'
import { withoutCredentials } from '../../lib/mask.ts'
import type { Audience } from '../../policy.ts'
import { isStatementTimeout } from '../../ports/database.ts'
import { openPostgres, type Postgres, type PostgresOptions, type Runner } from './connection.ts'
import { prepared } from './statement.ts'

/** What lists are read with. */
export type Reader = Pick<Runner, 'run' | 'one'>
/** Where a list for this audience is read. */
export type ReaderFor = (audience: Audience) => Reader

interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

interface ReplicaOptions extends Pick<PostgresOptions, 'poolSize' | 'preparedNames'> {
  urls: readonly string[]
  primary: Postgres
  log?: Log
  /** A replica that is further behind is not asked. */
  mostLagMs?: number
  lookEveryMs?: number
}

interface Replica {
  postgres: Postgres
  /** Its address, without its password. */
  shown: string
  /** Null: nobody has looked yet. */
  isNear: boolean | null
}

export interface Replicas {
  /**
   * For visitors a replica that is near, and `primary` where there is none. Whoever is signed in may just have changed
   * something, so it is `primary` for them.
   */
  readerFor(primary: Reader): ReaderFor
  /** A sentence where some are not asked; null: all are. */
  shortcoming(): string | null
  close(): Promise<void>
}

const connectMs = 1_000
const statementMs = 1_000
const answerMs = 2_000

const written = prepared(
  'replicas.written',
  () => sql<Moment>`select pg_current_wal_lsn()::text as position, (select id from site) as site`,
)
const replayed = prepared(
  'replicas.replayed',
  () => sql<Moment>`select pg_last_wal_replay_lsn()::text as position, (select id from site) as site`,
)

interface Moment {
  /** Null: it is no standby. */
  position: string | null
  site: string | null
}

/**
 * Copies of the database that answer lists for visitors. How far each is behind is told by the primary's own log: each second
 * its end is noted, and a replica is as old as the last end that it has reached. One that fails is not asked until it is
 * seen to be well again; what it was asked, the primary answers.
 */
export async function openReplicas(options: ReplicaOptions): Promise<Replicas> {
  const { urls, primary, log, mostLagMs = 5_000, lookEveryMs = 1_000 } = options
  const replicas = await Promise.all(urls.map((url) => open(url, options)))
  const ends: { at: number; position: bigint }[] = []
  let turn = 0

  function judge(replica: Replica, isNear: boolean, why: string): void {
    if (replica.isNear === isNear) return
    replica.isNear = isNear
    if (isNear) log?.info({ replica: replica.shown }, 'a read replica answers lists')
    else log?.warn({ replica: replica.shown, why }, 'a read replica is not asked: the primary answers')
  }

  async function look(): Promise<void> {
    const end = (await primary.one(written))!
    ends.push({ at: performance.now(), position: positionOf(end.position!) })
    while (ends[0]!.at < performance.now() - 10 * mostLagMs) ends.shift()
    await Promise.all(replicas.map((replica) => lookAt(replica, end.site)))
  }

  async function lookAt(replica: Replica, site: string | null): Promise<void> {
    try {
      const found = (await within(answerMs, replica.postgres.one(replayed)))!
      if (found.position === null || found.site !== site) {
        judge(replica, false, 'it is no standby of this database')
        return
      }
      const position = positionOf(found.position)
      const reached = ends.findLast((end) => end.position <= position)
      const isNear = reached !== undefined && performance.now() - reached.at <= mostLagMs
      judge(replica, isNear, 'it is too far behind')
    } catch (error) {
      judge(replica, false, (error as Error).message)
    }
  }

  function next(): Replica | undefined {
    const near = replicas.filter(({ isNear }) => isNear)
    turn = (turn + 1) % Math.max(near.length, 1)
    return near[turn]
  }

  async function ask<T>(on: (replica: Replica) => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    const replica = next()
    if (!replica) return otherwise()
    try {
      return await on(replica)
    } catch (error) {
      if (!isStatementTimeout(error)) judge(replica, false, (error as Error).message)
      return otherwise()
    }
  }

  const watching = every(lookEveryMs, look, () => {
    for (const replica of replicas) judge(replica, false, 'the primary does not answer')
  })
  return {
    readerFor(primary) {
      const reader: Reader = {
        run: (statement, ...params) =>
          ask(
            ({ postgres }) => postgres.run(statement, ...params),
            () => primary.run(statement, ...params),
          ),
        one: (statement, ...params) =>
          ask(
            ({ postgres }) => postgres.one(statement, ...params),
            () => primary.one(statement, ...params),
          ),
      }
      return ({ viewerId }) => (viewerId === null ? reader : primary)
    },
    shortcoming() {
      const away = replicas.filter(({ isNear }) => !isNear)
      if (away.length === 0) return null
      return `Of ${replicas.length} read replicas ${away.length} are not asked, for they are away or too far behind.`
    },
    async close() {
      await watching.stop()
      await Promise.all(replicas.map(({ postgres }) => postgres.close()))
    },
  }
}

async function open(url: string, { poolSize, preparedNames }: ReplicaOptions): Promise<Replica> {
  const postgres = await openPostgres({
    ...{ connection: url, poolSize, preparedNames, readsOnly: true },
    ...{ patienceMs: 0, connectMs, statementTimeoutMs: statementMs },
  })
  return { postgres, shown: withoutCredentials(url), isNear: null }
}

/** `16/B374D848`: a place in the log, as two numbers of 32 bits. */
function positionOf(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('it does not answer')), limitMs)
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer))
}
