import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { serveMetrics } from '../../http/edge/metrics-server.ts'
import { endpoint } from '../../http/endpoint.ts'
import { Id } from '../../http/fields.ts'
import { createMetrics } from './metrics.ts'

const getThing = endpoint({
  id: 'getThing',
  route: 'GET /things/:thingId',
  summary: 'A thing',
  access: 'none',
  params: { thingId: Id },
  answer: z.object({}),
  message: 'A thing',
  errors: [],
  handle: () => ({}),
})

let areJobsReachable = true
const metrics = createMetrics({
  async jobs() {
    if (!areJobsReachable) throw new Error('no database')
    return { due: 3, running: 1, done: 10, parked: 2 }
  },
  pool: () => ({ total: 5, idle: 3, waiting: 1 }),
  caches: { rows: { figures: () => ({ hits: 7, misses: 2, size: 9 }), clear() {} } },
  store: () => ({ answered: 40, retried: 2, failed: 1 }),
})
const served = await serveMetrics(metrics, { port: 0, host: '127.0.0.1' })
afterAll(() => served.close())

const figures = async () => (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text()

it('counts requests by operation and status, and never by what a stranger typed', async () => {
  const app = tinyApp([getThing], { observers: [metrics.onRequest] })
  await request(app).get('/api/v1/things/66f0c1e2a1b2c3d4e5f60718')
  await request(app).get('/api/v1/things/wrong')
  for (const path of ['/a', '/b', '/api/v1/c']) await request(app).get(path)
  const text = await figures()
  expect(text).toContain('reelbase_http_requests_total{operation="getThing",method="GET",status="200"} 1')
  expect(text).toContain('reelbase_http_requests_total{operation="getThing",method="GET",status="400"} 1')
  expect(text).toContain('reelbase_http_requests_total{operation="unknown",method="GET",status="404"} 3')
  expect(text).toContain('reelbase_http_request_duration_seconds_count{operation="getThing",method="GET"} 2')
})

it('tells jobs, pool, caches, the store of files, the event loop and the process', async () => {
  const text = await figures()
  expect(text).toContain('reelbase_jobs{state="parked"} 2')
  expect(text).toContain('reelbase_database_connections{state="busy"} 2')
  expect(text).toContain('reelbase_store_requests{outcome="retried"} 2')
  expect(text).toContain('reelbase_cache_hits{cache="rows"} 7')
  expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds \d/)
  expect(text).toMatch(/process_resident_memory_bytes \d/)
})

it('goes on without the figures that cannot be had', async () => {
  areJobsReachable = false
  const text = await figures()
  expect(text).not.toContain('reelbase_jobs{')
  expect(text).toContain('reelbase_database_connections{')
})

it('says that the process lives while the database keeps the figures waiting', async () => {
  const never = { contentType: 'text/plain', read: () => new Promise<string>(() => {}) }
  const waiting = await serveMetrics(never, { port: 0, host: '127.0.0.1' })
  const answer = await fetch(`http://127.0.0.1:${waiting.port}/live`)
  expect([answer.status, await answer.text()]).toEqual([200, 'live\n'])
  await waiting.close()
})

it('serves nothing else', async () => {
  expect((await fetch(`http://127.0.0.1:${served.port}/`)).status).toBe(404)
})

it('names the setting when its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(serveMetrics(metrics, { port, host: '127.0.0.1' })).rejects.toThrow(/taken.*METRICS_PORT/)
  other.close()
})

it('has every figure that docs/operating.md raises an alert by', async () => {
  const page = await readFile(new URL('../../../../docs/operating.md', import.meta.url), 'utf8')
  const named = new Set(page.match(/\b(?:reelbase|nodejs)_[a-z0-9_]+(?=[[{ ])/g))
  expect(named.size).toBeGreaterThan(5)
  const text = await figures()
  expect([...named].filter((name) => !text.includes(name))).toEqual([])
})
