import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { Request, Response } from 'express'
import pg from 'pg'

/** What a route is made of. Each takes its statement by name and sends plain objects. */
export interface CeilingKit {
  baseUrl: string
  run<Row>(name: string, text: string, values?: unknown[]): Promise<Row[]>
  /** The user that a token names, when its session lasts. */
  viewerOf(req: Request): Promise<string | null>
  /** Like the real server, a count is kept for five seconds. */
  totalOf(name: string, count: () => Promise<{ total: number }[]>): Promise<number>
  /** `list`: the operation under which the message of the envelope is known. */
  send(res: Response, operation: string, data: unknown, nextCursor?: string | null): void
}

export interface KitInput {
  connection: pg.PoolConfig
  baseUrl: string
  accessSecret: string
  /** The sentence of each operation's envelope. */
  messages: Record<string, string>
}

const session = `select u.id from sessions s join users u on u.id = s.user_id
  where s.id = $1 and s.user_id = $2 and s.expires_at > $3`

export function createKit({ connection, baseUrl, accessSecret, messages }: KitInput): CeilingKit {
  const pool = new pg.Pool({ ...connection, max: 10, types: plainNumbers() })
  const run = async <Row>(name: string, text: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query({ name, text, values })).rows as Row[]

  async function viewerOf(req: Request): Promise<string | null> {
    const token = req.headers.authorization?.slice(7)
    const [head, body, mac] = token?.split('.') ?? []
    if (!head || !body || !mac) return null
    const right = createHmac('sha256', accessSecret).update(`${head}.${body}`).digest()
    if (!timingSafeEqual(right, Buffer.from(mac, 'base64url'))) return null
    const { sub, sid, exp } = JSON.parse(Buffer.from(body, 'base64url').toString())
    const now = new Date()
    if (exp * 1000 < now.getTime()) return null
    return (await run<{ id: string }>('session', session, [sid, sub, now]))[0]?.id ?? null
  }

  const counts = new Map<string, { total: number; until: number }>()
  async function totalOf(name: string, count: () => Promise<{ total: number }[]>): Promise<number> {
    const known = counts.get(name)
    if (known && known.until > performance.now()) return known.total
    const { total } = (await count())[0]!
    counts.set(name, { total, until: performance.now() + 5_000 })
    return total
  }

  function send(res: Response, operation: string, data: unknown, nextCursor?: string | null): void {
    const value = { statusCode: 200, data, message: messages[operation], success: true }
    const body = Buffer.from(JSON.stringify(nextCursor ? { ...value, nextCursor } : value))
    res.setHeader('ETag', `W/"${hash('sha1', body, 'base64url')}"`)
    res.setHeader('Content-Type', 'application/json; charset=utf-8')
    res.setHeader('Content-Length', body.length)
    res.end(body)
  }

  return { baseUrl, run, viewerOf, totalOf, send }
}

function plainNumbers(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, Number)
  types.setTypeParser(pg.types.builtins.NUMERIC, Number)
  return types
}

/** What a cursor belongs to, hashed once for each list. */
const scopes = new Map<string, string>()
function scopeOf(text: string): string {
  const known = scopes.get(text)
  if (known) return known
  const made = createHash('sha256').update(text).digest('base64url').slice(0, 8)
  scopes.set(text, made)
  return made
}

export const cursorOf = (scope: string, ...key: (string | number)[]): string =>
  Buffer.from(JSON.stringify([1, scopeOf(scope), ...key])).toString('base64url')

/** The first page, or one by cursor; `rows` hold one more than is shown. */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  total: number,
  show: (row: Row) => unknown,
  cursor: (last: Row) => string,
) {
  const docs = rows.slice(0, limit)
  const nextCursor = rows.length > limit ? cursor(docs.at(-1)!) : null
  return {
    docs: docs.map(show),
    totalDocs: total,
    limit,
    page: 1,
    totalPages: Math.max(1, Math.min(Math.floor(10_000 / limit), Math.ceil(total / limit))),
    pagingCounter: 1,
    hasPrevPage: false,
    hasNextPage: nextCursor !== null,
    prevPage: null,
    nextPage: nextCursor === null ? null : 2,
    nextCursor,
  }
}
