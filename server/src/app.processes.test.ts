import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Person, useSite } from '../test/support/app.ts'
import { startBeside } from '../test/support/beside.ts'
import type { Answer, Client } from '../test/support/client.ts'
import { hasRedisServer, startRedis } from '../test/support/redis.ts'
import { publish, whenMade } from '../test/support/videos.ts'

const patience = { timeout: 30_000, interval: 20 }

if (hasRedisServer()) {
  describe('a web process, and one beside it that also runs the jobs', async () => {
    const redis = await startRedis()
    const env = { REDIS_URL: redis.url, RATE_LIMITS: 'on' }
    const site = useSite({ env: { ...env, ROLES: 'web' } })
    let beside: Awaited<ReturnType<typeof startBeside>>
    beforeAll(async () => {
      beside = await startBeside(site, env)
    })
    afterAll(async () => {
      await beside?.stop()
      await redis.stop()
    })

    const readiness = async (): Promise<Answer['data']> => (await fetch(`${site.url()}/health/ready`)).json()
    /** What the other process shows of the newest video, before and after the first one changed it. */
    async function edit(ann: Person, videoId: string, title: string): Promise<void> {
      const shown = async () =>
        (await beside.visitor().get(`/videos?userId=${ann._id}`)).data.docs.map(
          (video: Answer['data']) => video.title,
        )
      expect(await shown()).not.toContain(title)
      const { status } = await ann.patch(`/videos/${videoId}`, { title })
      expect(status).toBe(200)
      const since = performance.now()
      await vi.waitFor(async () => expect(await shown()).toContain(title), patience)
      // A card lives for thirty seconds where nobody says that it has changed.
      expect(performance.now() - since).toBeLessThan(25_000)
    }

    it('runs what the one commits in the other, which was called to it, and shows there what was edited here', async () => {
      const { ann } = await site.scene()
      const statements: string[] = []
      const stop = beside.postgres.onStatement((name) => statements.push(name))
      const { _id } = await publish(ann)
      expect((await whenMade(ann, _id)).processing.state).toBe('ready')
      stop()
      expect(statements).toContain('jobs.lease-by-id')
      await edit(ann, _id, 'The tide')
    })

    it('knows how far somebody came in the other, and forgets there what is to be forgotten here', async () => {
      const { ann, bob } = await site.scene()
      const { _id } = await publish(ann)
      await whenMade(ann, _id)
      await bob.put(`/videos/${_id}/progress`, { position: 0.5 })
      const historyIn = async (client: Client) => (await client.get('/users/history')).data
      await vi.waitFor(
        async () => expect(await historyIn(beside.as(bob))).toMatchObject([{ _id, position: 0.5 }]),
        patience,
      )
      await bob.put(`/videos/${_id}/progress`, { position: 0.7 })
      const heard = new Promise<void>((resolve) => site.app().events.on('user.removed', () => resolve()))
      await beside.as(bob).delete('/users/history')
      beside.app.events.emit('user.removed', { userId: 'nobody' })
      await heard
      expect(await historyIn(bob)).toEqual([])
    })

    it('counts wrong passwords in both', async () => {
      const { ann } = await site.scene()
      const guess = (client: Client) =>
        client.post('/users/login', { username: ann.username, password: 'a guess' })
      for (let n = 0; n < 5; n++) {
        expect((await guess(site.visitor())).status).toBe(401)
        expect((await guess(beside.visitor())).status).toBe(401)
      }
      expect((await guess(beside.visitor())).status).toBe(429)
      expect((await guess(site.visitor())).status).toBe(429)
    })

    it('ends a session in the other, too', async () => {
      const { ann } = await site.scene()
      expect((await beside.as(ann).get('/users/current-user')).status).toBe(200)
      await ann.post('/users/logout')
      expect((await beside.as(ann).get('/users/current-user')).status).toBe(401)
    })

    it('goes on while Redis is away, says so, and has lost nothing when it is back', async () => {
      const { ann } = await site.scene()
      const made = await publish(ann)
      expect(await readiness()).toMatchObject({ checks: { redis: { state: 'up' } } })

      await redis.stop()
      await vi.waitFor(async () => {
        const { status, checks } = await readiness()
        expect(status).toBe('degraded')
        expect(checks.redis).toMatchObject({ state: 'degraded', reason: expect.stringContaining('Redis') })
      }, patience)
      await edit(ann, made._id, 'Meanwhile')
      const uploaded = await publish(ann, { title: 'Meanwhile, too' })
      expect((await whenMade(ann, uploaded._id)).processing.state).toBe('ready')
      const guess = () => site.visitor().post('/users/login', { username: ann.username, password: 'a guess' })
      for (let n = 0; n < 10; n++) expect((await guess()).status).toBe(401)
      expect((await guess()).status).toBe(429)

      await redis.start()
      await vi.waitFor(async () => expect((await readiness()).checks.redis.state).toBe('up'), patience)
      await edit(ann, made._id, 'Afterwards')
    })
  })
}
