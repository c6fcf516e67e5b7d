import pg from 'pg'

/** `host` is the socket's folder. */
export interface EmbeddedConnection {
  host: string
  port: number
  user: string
  database: string
  /** Stands here so that PGSSLMODE in the environment has no say. */
  ssl: false
}

export const connectionTo = (socketFolder: string): EmbeddedConnection => ({
  host: socketFolder,
  port: 5432,
  user: 'postgres',
  database: 'postgres',
  ssl: false,
})

/** Advisory locks are the server's whole state here: this number means "a Reelbase server runs on this folder". */
const serverLock = 7_335_260_012

export interface ServerLock {
  /** Of the server: `18.4`. */
  version: string
  /** Resolves when the connection that holds it is gone. */
  lost: Promise<void>
  release(): Promise<void>
}

/** Null when another process holds it. Throws when the database does not answer. */
export async function takeServerLock(connection: EmbeddedConnection): Promise<ServerLock | null> {
  const client = new pg.Client({
    ...connection,
    application_name: 'reelbase-lock',
    statement_timeout: 10_000,
  })
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => {})
    client.on('end', () => resolve())
  })
  await client.connect()
  const { rows } = await client.query(
    `select pg_try_advisory_lock(${serverLock}) as taken, current_setting('server_version') as version`,
  )
  if (rows[0]?.taken) return { version: rows[0].version, lost, release: () => client.end() }
  await client.end()
  return null
}

/** Whether somebody holds it; throws when the database does not answer. */
export async function isServerLockHeld(connection: EmbeddedConnection): Promise<boolean> {
  const client = new pg.Client({
    ...connection,
    application_name: 'reelbase-look',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query(
      `select 1 from pg_locks where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = ${serverLock}`,
    )
    return rows.length > 0
  } finally {
    await client.end()
  }
}
