import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'
import express, { type Request, type Response } from 'express'
import pg from 'pg'
import { serveAsChild } from '../lib/serve.ts'
import { type CardRow, type DetailRow, shapes } from './shapes.ts'
import { pageLimit, type StatementName, statements } from './statements.ts'

export interface HandWrittenInput {
  connection: pg.PoolConfig
  baseUrl: string
  accessSecret: string
  messages: { list: string; detail: string }
}

/**
 * The same answers as the real server, byte for byte, by what somebody would write who only cares for speed: Express, one
 * named statement an answer and one for the session, nothing checked that need not be. It counts no views.
 */
await serveAsChild(({ connection, baseUrl, accessSecret, messages }: HandWrittenInput) => {
  const pool = new pg.Pool({ ...connection, max: 10 })
  const { detail, page } = shapes(baseUrl)
  const run = async <Row>(name: StatementName, values: unknown[]): Promise<Row[]> =>
    (await pool.query({ name, text: statements[name], values })).rows

  /** The user that a token names, when its session lasts. */
  async function viewerOf(req: Request): Promise<string | null> {
    const token = req.headers.authorization?.slice(7)
    const [head, body, mac] = token?.split('.') ?? []
    if (!head || !body || !mac) return null
    const right = createHmac('sha256', accessSecret).update(`${head}.${body}`).digest()
    if (!timingSafeEqual(right, Buffer.from(mac, 'base64url'))) return null
    const { sub, sid, exp } = JSON.parse(Buffer.from(body, 'base64url').toString())
    const now = new Date()
    if (exp * 1000 < now.getTime()) return null
    return (await run<{ id: string }>('session', [sid, sub, now]))[0]?.id ?? null
  }

  /** Like the real server, a count is kept for five seconds. */
  const counts = new Map<string, { total: number; until: number }>()
  async function totalOf(ownerId: string | undefined): Promise<number> {
    const name = ownerId ?? ''
    const known = counts.get(name)
    if (known && known.until > performance.now()) return known.total
    const [row] = await run<{ total: number }>(ownerId ? 'countOfOwner' : 'count', ownerId ? [ownerId] : [])
    counts.set(name, { total: row!.total, until: performance.now() + 5_000 })
    return row!.total
  }

  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.get('/api/v1/videos', async (req, res) => {
    await viewerOf(req)
    const { limit, cursor, sortBy, userId } = req.query as Record<string, string | undefined>
    if (limit !== String(pageLimit)) throw new Error(`Written for pages of ${pageLimit}`)
    const [total, rows] = await Promise.all([totalOf(userId), rowsOf(cursor, sortBy, userId)])
    const scope = scopeOf(sortBy === 'views' ? 'mostViewed' : 'newest', userId)
    const keyOf = (row: CardRow) => (sortBy === 'views' ? row.views : row.published_at.getTime())
    const data = page(rows, pageLimit, total, (row) => cursorOf(scope, keyOf(row), row.id))
    send(res, { statusCode: 200, data, message: messages.list, success: true })
  })
  app.get('/api/v1/videos/:videoId', async (req, res) => {
    const viewer = await viewerOf(req)
    const id = req.params.videoId
    const [row] = viewer
      ? await run<DetailRow>('detailForViewer', [id, viewer])
      : await run<DetailRow>('detail', [id])
    send(res, { statusCode: 200, data: detail(row!), message: messages.detail, success: true })
  })

  function rowsOf(cursor?: string, sortBy?: string, userId?: string): Promise<CardRow[]> {
    if (cursor) {
      const [, , time, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
      return run('newestAfter', [new Date(time), id])
    }
    if (sortBy === 'views') return run('mostViewed', [])
    return userId ? run('ofOwner', [userId]) : run('newest', [])
  }
  return app
})

/** What a cursor belongs to, hashed once for each list. */
const scopes = new Map<string, string>()
function scopeOf(order: string, ownerId: string | undefined): string {
  const text = `getAllVideos ${order} ${JSON.stringify(ownerId ? { ownerId } : {})}`
  const known = scopes.get(text)
  if (known) return known
  const made = createHash('sha256').update(text).digest('base64url').slice(0, 8)
  scopes.set(text, made)
  return made
}

const cursorOf = (scope: string, key: number, id: string): string =>
  Buffer.from(JSON.stringify([1, scope, key, id])).toString('base64url')

function send(res: Response, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value))
  res.setHeader('ETag', `W/"${hash('sha1', body, 'base64url')}"`)
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Content-Length', body.length)
  res.end(body)
}
