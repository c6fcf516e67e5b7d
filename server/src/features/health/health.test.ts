import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { systemClock } from '../../ports/clock.ts'
import { diskCheck } from './disk.ts'
import { healthProbes, healthRoutes } from './routes.ts'
import { type Check, createHealth } from './service.ts'

const well: Check = async () => null
const broken: Check = async () => {
  throw new Error('password=secret')
}
const never: Check = () => new Promise(() => {})

function site(checks: Record<string, Check>, keepMs = 0) {
  const health = createHealth({ checks, clock: systemClock, withinMs: 50, keepMs })
  const app = tinyApp(healthRoutes(health), { probes: healthProbes(health) })
  return { health, ready: () => request(app).get('/health/ready'), app }
}

describe('readiness', () => {
  it('is ready when every part is well', async () => {
    const { status, body, headers } = await site({ database: well, disk: well }).ready()
    expect(status).toBe(200)
    expect(body).toEqual({ status: 'ready', checks: { database: { state: 'up' }, disk: { state: 'up' } } })
    expect(headers['cache-control']).toBe('no-store')
  })

  it('is degraded, and 200, when a part is missing or slow, and shows no error text', async () => {
    const old: Check = async () => 'ffmpeg is older than 4.4.'
    const { status, body, text } = await site({
      database: well,
      ffmpeg: old,
      jobQueue: broken,
      objectStore: never,
    }).ready()
    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'degraded',
      checks: {
        database: { state: 'up' },
        ffmpeg: { state: 'degraded', reason: 'ffmpeg is older than 4.4.' },
        jobQueue: { state: 'down' },
        objectStore: { state: 'down' },
      },
    })
    expect(text).not.toMatch('secret')
  })

  it('is 503 without the database, and while the server stops', async () => {
    expect((await site({ database: broken }).ready()).status).toBe(503)
    const { health, ready } = site({ database: well })
    expect((await ready()).status).toBe(200)
    health.stopping()
    const answer = await ready()
    expect(answer.status).toBe(503)
    expect(answer.body.status).toBe('unavailable')
  })

  it('looks once for all who ask within a moment', async () => {
    let looks = 0
    const counted: Check = async () => {
      looks++
      return null
    }
    const { ready } = site({ database: counted }, 60_000)
    await Promise.all([ready(), ready(), ready()])
    await ready()
    expect(looks).toBe(1)
  })

  it('measures the room on the disk', async () => {
    expect(await diskCheck('.', 0)()).toBeNull()
    expect(await diskCheck('.', Number.MAX_SAFE_INTEGER)()).toMatch('nearly full')
    await expect(diskCheck('/no/such/folder', 0)()).rejects.toThrow()
  })
})

it('is alive whatever the database does', async () => {
  const { app } = site({ database: never })
  expect((await request(app).get('/health/live')).body).toEqual({ status: 'live' })
  const { body } = await request(app).get('/api/v1/healthcheck')
  expect(body).toMatchObject({ statusCode: 200, success: true, data: { status: 'OK', uptimeSeconds: 0 } })
  expect((await request(app).delete('/health/live')).status).toBe(405)
})
