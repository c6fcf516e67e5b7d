import pg from 'pg'
import { type Finding, lookPatiently } from '../../../lib/patience.ts'
import { type Address, addressOf } from './address.ts'
import { explain } from './explain.ts'

const oldestVersion = 15
const connectMs = 5_000
/** A server that is only just starting is worth a moment. */
const patienceMs = 2_000
const passing = new Set(['ECONNREFUSED', 'ENOENT', '57P03'])

interface Found {
  version: string
  number: number
  encoding: string
  isReadOnly: boolean
  isStandby: boolean
  schema: string | null
  mayCreate: boolean
  isForeign: boolean
  mayWrite: boolean
}

const look = `
  with mine as (select c.oid, c.relname from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r')
  select current_setting('server_version') as version,
    current_setting('server_version_num')::integer as number,
    current_setting('server_encoding') as encoding,
    current_setting('transaction_read_only') = 'on' as "isReadOnly",
    pg_is_in_recovery() as "isStandby",
    current_schema() as schema,
    coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate",
    exists (select from mine where relname in ('users', 'videos', 'sessions', 'jobs'))
      and not exists (select from mine join pg_attribute a on a.attrelid = mine.oid
        where relname = 'migrations' and attname = 'applied_at') as "isForeign",
    not exists (select from mine where relname in ('migrations', 'users', 'videos')
      and not has_table_privilege(oid, 'insert')) as "mayWrite"`

/**
 * What keeps the PostgreSQL at this address from holding a site: a sentence that names DATABASE_URL, without its
 * password, and says what to do. Null: nothing does. Changes nothing.
 */
export async function problemOfDatabase(
  url: string,
  options: { patienceMs?: number; sendsSettings?: boolean } = {},
): Promise<string | null> {
  const { sendsSettings = true } = options
  const address = addressOf(url)
  const problem = await lookPatiently(
    () => examine(url, address, sendsSettings),
    options.patienceMs ?? patienceMs,
  )
  return problem && `DATABASE_URL (${address.shown}): ${problem}`
}

async function examine(url: string, address: Address, sendsSettings: boolean): Promise<Finding> {
  try {
    return { problem: fitness(address, await find(url, sendsSettings)), isPassing: false }
  } catch (error) {
    const isPassing = passing.has(String((error as { code?: unknown }).code))
    return { problem: explain(address, error), isPassing }
  }
}

async function find(url: string, sendsSettings: boolean): Promise<Found> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    query_timeout: connectMs,
    // A PgBouncer may refuse a connection that brings one, as those of the server will.
    ...(sendsSettings && { statement_timeout: connectMs }),
  })
  // One that breaks says so once more; the call that met it fails already.
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query<Found>(look)).rows[0]!
  } finally {
    await client.end().catch(() => {})
  }
}

/** Null: it will do. */
function fitness({ user, database }: Address, found: Found): string | null {
  if (found.number < oldestVersion * 10_000) {
    return `PostgreSQL ${found.version} is too old: it must be ${oldestVersion} or newer.`
  }
  if (found.isStandby) return 'it is a standby, which can only be read. Name the primary.'
  if (found.isReadOnly) {
    return `user ${user} can only read there: alter role ${user} reset default_transaction_read_only, or name another user.`
  }
  if (found.encoding !== 'UTF8') {
    return `database ${database} is encoded in ${found.encoding}. Create one with createdb -E UTF8 -T template0.`
  }
  if (found.isForeign) return `database ${database} holds tables of another program. Name one of its own.`
  const schema = found.schema ? `schema ${found.schema}` : 'any schema of its search_path'
  if (!found.mayCreate) {
    return `user ${user} may not create tables in ${schema}: alter database ${database} owner to ${user}.`
  }
  if (!found.mayWrite) return `user ${user} may not write to its tables. Name the user that owns them.`
  return null
}
