import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { PoolFigures } from '../../ports/database.ts'
import { isUnavailable, isWorthAnotherTry, translated } from './errors.ts'
import type { Prepared } from './statement.ts'
import { parseTimestamp } from './timestamp.ts'

type Arguments<P> = keyof P extends never ? [params?: P] : [params: P]

/** Runs statements; errors of the driver leave it translated (errors.ts). */
export interface Runner {
  run<P, Row>(statement: Prepared<P, Row>, ...params: Arguments<P>): Promise<Row[]>
  /** The first row, or null. */
  one<P, Row>(statement: Prepared<P, Row>, ...params: Arguments<P>): Promise<Row | null>
  /** How many rows it inserted, updated or deleted. */
  change<P, Row>(statement: Prepared<P, Row>, ...params: Arguments<P>): Promise<number>
  /** Plain SQL, several statements at once, without parameters. For migrations and maintenance. */
  script(text: string): Promise<void>
  /** Does it when what was written is committed: at once where there is no transaction. It may not throw. */
  committed(work: () => void): void
}

export interface Transaction extends Runner {
  /** What follows in it may take any time: neither the database nor the driver counts. */
  unhurried(): Promise<void>
}

export interface Postgres extends Runner {
  /** Commits when `work` resolves, rolls back when it throws. Run again after a deadlock, so it changes nothing but rows. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Called with the name of each statement, also `begin`, `commit` and `rollback`; answers how to stop. */
  onStatement(hook: (name: string) => void): () => void
  /** The same database by connections of its own, which it closes: what waits there keeps nobody here waiting. */
  apart(options: Pick<PostgresOptions, 'poolSize' | 'statementTimeoutMs' | 'plansOnce'>): Postgres
  figures(): PoolFigures
  /** Throws DatabaseUnavailable when the database does not answer. */
  check(): Promise<void>
  close(): Promise<void>
}

export interface PostgresOptions {
  /** A `postgres://` address, or the driver's own settings. */
  connection: string | pg.PoolConfig
  poolSize?: number
  statementTimeoutMs?: number
  /** Statements are planned once for any values, not anew for those of each call. Not without names. */
  plansOnce?: boolean
  /** Whatever would write fails. */
  readsOnly?: boolean
  /** False: statements are sent without names, for a PgBouncer that does not keep them. */
  preparedNames?: boolean
  /** How long a statement waits for a database that restarts, before anything was sent. */
  patienceMs?: number
  /** How long a connection may take to be made, or to become free. */
  connectMs?: number
  log?: { warn(details: object, message: string): void }
}

/** The most that the driver can count, about 25 days: 0 would be its own setting. */
const endlessMs = 2 ** 31 - 1

type Hooks = Set<(name: string) => void>

export const openPostgres = async (options: PostgresOptions): Promise<Postgres> => poolOf(options, new Set())

function poolOf(options: PostgresOptions, hooks: Hooks): Postgres {
  const { preparedNames = true, patienceMs = 2_000, log } = options
  const pool = new pg.Pool(poolConfig(options))
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log?.warn({ err: error }, 'a database connection was lost'))
  // One that breaks between two statements of its borrower says so to nobody else; the next statement fails then.
  pool.on('connect', (client) => client.on('error', () => {}))
  const others: Postgres[] = []
  const unhurried = new WeakSet<pg.PoolClient>()
  const limitOf = (client: pg.PoolClient) => unhurried.has(client) && { query_timeout: endlessMs }

  /** The pool forgets its connections before they are closed; a server that stops meanwhile would break them. */
  async function close(): Promise<void> {
    let open = pool.totalCount
    const closed = new Promise<void>((resolve) => {
      if (open === 0) resolve()
      pool.on('remove', () => {
        open -= 1
        if (open === 0) resolve()
      })
    })
    await Promise.all([...others.map((other) => other.close()), pool.end()])
    await closed
  }

  async function connect(): Promise<pg.PoolClient> {
    const deadline = performance.now() + patienceMs
    for (;;) {
      try {
        return await pool.connect()
      } catch (error) {
        if (!isUnavailable(error) || pool.ending || performance.now() > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined
    let broken = false
    try {
      client = await connect()
      return await work(client)
    } catch (error) {
      broken = isUnavailable(error)
      throw translated(error)
    } finally {
      client?.release(broken)
    }
  }

  async function send<P, Row>(client: pg.PoolClient, statement: Prepared<P, Row>, params: P | undefined) {
    for (const hook of hooks) hook(statement.name)
    const { text, values } = statement.compiled()
    const name = preparedNames ? statement.name : undefined
    return client.query({ name, text, values: values(params ?? ({} as P)), ...limitOf(client) }) as Promise<
      pg.QueryResult & { rows: Row[] }
    >
  }

  async function plain(client: pg.PoolClient, text: string, name = 'script'): Promise<void> {
    for (const hook of hooks) hook(name)
    await client.query({ text, ...limitOf(client) })
  }

  function runner(use: typeof withClient): Runner {
    return {
      run: async (statement, params?) => (await use((client) => send(client, statement, params))).rows,
      one: async (statement, params?) =>
        (await use((client) => send(client, statement, params))).rows[0] ?? null,
      change: async (statement, params?) =>
        (await use((client) => send(client, statement, params))).rowCount ?? 0,
      script: (text) => use((client) => plain(client, text)),
      committed: (work) => work(),
    }
  }

  async function attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return withClient(async (client) => {
      await plain(client, 'begin', 'begin')
      const later: (() => void)[] = []
      const tx: Transaction = {
        ...runner((use) => use(client)),
        committed: (work) => void later.push(work),
        async unhurried() {
          await plain(client, 'set local statement_timeout = 0')
          if (!preparedNames) unhurried.add(client)
        },
      }
      try {
        const result = await work(tx)
        await plain(client, 'commit', 'commit')
        for (const work of later) work()
        return result
      } catch (error) {
        // A connection that is of no use is closed, and with it the transaction.
        if (!isUnavailable(error)) await plain(client, 'rollback', 'rollback').catch(() => {})
        throw error
      } finally {
        unhurried.delete(client)
      }
    })
  }

  return {
    ...runner((use) => insisting(() => withClient(use))),
    transaction: (work) => insisting(() => attempt(work)),
    onStatement(hook) {
      hooks.add(hook)
      return () => hooks.delete(hook)
    },
    apart(limits) {
      const other = poolOf({ ...options, ...limits }, hooks)
      others.push(other)
      return other
    },
    figures: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    check: () => withClient((client) => plain(client, 'select 1', 'check')),
    close,
  }
}

/**
 * Of a transaction that the database chose to end nothing is left, nor of a statement by itself: 3 times at most. Who comes
 * back at once takes the row again before the other has woken up to it, and both meet once more.
 */
async function insisting<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === 3 || !isWorthAnotherTry(error)) throw error
    }
    await pause(tries * (20 + Math.random() * 80))
  }
}

function poolConfig({
  connection,
  poolSize = 10,
  statementTimeoutMs = 15_000,
  plansOnce,
  readsOnly,
  preparedNames,
  connectMs = 10_000,
}: PostgresOptions): pg.PoolConfig {
  const settings = [
    ...(plansOnce ? ['-c plan_cache_mode=force_generic_plan'] : []),
    ...(readsOnly ? ['-c default_transaction_read_only=on'] : []),
  ]
  return {
    ...(typeof connection === 'string' ? { connectionString: connection } : connection),
    max: poolSize,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 30_000,
    // A server that is gone without a word would be waited for without end.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'reelbase',
    // PgBouncer refuses a connection that brings settings, so there the driver counts the time.
    ...(preparedNames === false
      ? { query_timeout: statementTimeoutMs }
      : {
          statement_timeout: statementTimeoutMs,
          ...(settings.length > 0 && { options: settings.join(' ') }),
        }),
    types: ownTypes(),
  }
}

/** 64-bit integers (count) and numerics (sum) as numbers: nothing here comes near 2^53. */
function ownTypes(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, Number)
  types.setTypeParser(pg.types.builtins.NUMERIC, Number)
  types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, parseTimestamp)
  return types
}
