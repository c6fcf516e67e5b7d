import { type ClientSession, type Collection, type Db, MongoClient } from 'mongodb'
import type { PoolFigures } from '../../ports/database.ts'
import { type Bound, bind } from './collection.ts'
import type { Documents } from './documents.ts'
import { isDuplicate, translated } from './errors.ts'

type Name = keyof Documents

type PoolEvent =
  `connection${'Created' | 'Closed' | 'CheckOutStarted' | 'CheckOutFailed' | 'CheckedOut' | 'CheckedIn'}`

/** The index that keeps open jobs of one name and key apart. */
export const openJobKey = 'openKey'

/** Reads and writes; errors of the driver leave it translated (errors.ts). */
export interface Runner {
  in<N extends Name>(name: N): Bound<Documents[N]>
  /** Does it when what was written is committed: at once where there is no transaction. It may not throw. */
  committed(work: () => void): void
}

export type Transaction = Runner

export interface Mongo extends Runner {
  /**
   * Commits when `work` resolves, undoes everything when it throws. Run again when another one was faster with the same
   * document, so it changes nothing but documents.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Reads alone, all of one moment; `work` runs once. */
  moment<T>(work: (tx: Runner) => Promise<T>): Promise<T>
  /** For indexes and what else concerns a whole collection. */
  collection<N extends Name>(name: N): Collection<Documents[N]>
  db: Db
  figures(): PoolFigures
  /** Throws DatabaseUnavailable when the database does not answer. */
  check(): Promise<void>
  close(): Promise<void>
}

export interface MongoOptions {
  uri: string
  poolSize?: number
  /** How long to look for the server. */
  patienceMs?: number
}

/** Where the address names no database: as in the reference. */
const defaultDatabase = 'videotube'

/** Nothing is asked of the server yet. Throws where the address is none. */
export function openMongo({ uri, poolSize = 20, patienceMs = 10_000 }: MongoOptions): Mongo {
  const client = new MongoClient(uri, {
    appName: 'reelbase',
    maxPoolSize: poolSize,
    serverSelectionTimeoutMS: patienceMs,
    // What was answered has happened, whatever becomes of one server.
    writeConcern: { w: 'majority' },
    readConcern: { level: 'majority' },
    ignoreUndefined: true,
  })
  const db = client.db(databaseOf(uri))
  const pool = watchPool(client)

  const collection = <N extends Name>(name: N) => db.collection<Documents[N]>(name)
  /** Within a transaction the driver must see its own errors, to try it again. */
  const bound = (session?: ClientSession): Runner['in'] => {
    const guard = session ? <T>(work: () => Promise<T>) => work() : guarded
    return (name) => bind(collection(name), session, guard)
  }

  /** What was to be done after an attempt that was undone is forgotten with it. */
  async function attempt<T>(session: ClientSession, work: (tx: Transaction) => Promise<T>): Promise<T> {
    let later: (() => void)[] = []
    const result = await session.withTransaction(
      () => {
        later = []
        return work({ in: bound(session), committed: (task) => void later.push(task) })
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
    )
    for (const task of later) task()
    return result
  }

  return {
    db,
    collection,
    in: bound(),
    committed: (work) => work(),
    transaction: (work) => insisting(() => client.withSession((session) => attempt(session, work))),
    moment: (work) =>
      guarded(() =>
        client.withSession(async (session) => {
          session.startTransaction({ readConcern: { level: 'snapshot' } })
          try {
            return await work({ in: bound(session), committed: () => {} })
          } finally {
            await session.abortTransaction()
          }
        }),
      ),
    figures: pool.figures,
    check: () => guarded(async () => void (await db.command({ ping: 1 }))),
    close: () => client.close(),
  }
}

/** Another one has added the same open job after this transaction looked for it: the next look finds it. */
async function insisting<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 2; ; left--) {
    try {
      return await guarded(work)
    } catch (error) {
      if (left === 0 || !isDuplicate(error, openJobKey)) throw error
    }
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw translated(error)
  }
}

export const databaseOf = (uri: string): string =>
  decodeURIComponent(/^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]+)/.exec(uri)?.[1] ?? defaultDatabase)

function watchPool(client: MongoClient) {
  const figures: PoolFigures = { total: 0, idle: 0, waiting: 0 }
  const on = (event: PoolEvent, changes: Partial<PoolFigures>) =>
    client.on(event, () => {
      for (const [name, by] of Object.entries(changes)) figures[name as keyof PoolFigures] += by
    })
  on('connectionCreated', { total: 1, idle: 1 })
  on('connectionClosed', { total: -1, idle: -1 })
  on('connectionCheckOutStarted', { waiting: 1 })
  on('connectionCheckOutFailed', { waiting: -1 })
  on('connectionCheckedOut', { waiting: -1, idle: -1 })
  on('connectionCheckedIn', { idle: 1 })
  return { figures: () => ({ ...figures, idle: Math.max(0, figures.idle) }) }
}
