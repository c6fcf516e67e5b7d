import { expect, it, onTestFinished, vi } from 'vitest'
import { hasRedisServer, redisUnderTest, startRedis } from '../../../test/support/redis.ts'
import { redisRoom } from '../../../test/support/redis-room.ts'
import { eventsContract } from '../../ports/event-bus.contract.ts'
import type { Events } from '../../ports/event-bus.ts'

const patience = { timeout: 20_000, interval: 10 }

const url = redisUnderTest()
if (url) {
  eventsContract('Redis', async () => {
    const { join } = redisRoom(url)
    return { processes: await Promise.all([join(), join(), join()]) }
  })

  it('come to no other site on the same Redis', async () => {
    const [here, sibling] = await inTwos(redisRoom(url).join)
    const [elsewhere] = await inTwos(redisRoom(url).join)
    const heard = [sibling, elsewhere].map(ear)
    elsewhere.emit('video.changed', { videoId: 'theirs' })
    here.emit('video.changed', { videoId: 'ours' })
    await vi.waitFor(() => expect(heard).toEqual([['ours'], ['theirs']]), patience)
  })
}

if (hasRedisServer()) {
  it('come to processes that began without a Redis as soon as there is one', async () => {
    const server = await startRedis()
    onTestFinished(() => server.stop())
    await server.stop()
    const [a, b] = await inTwos(redisRoom(server.url).join)
    const heard = ear(b)
    await server.start()
    await vi.waitFor(() => {
      a.emit('video.changed', { videoId: 'heard' })
      expect(heard).toContain('heard')
    }, patience)
  })

  it('tell every process to believe nothing kept, for as long as Redis is away and once more when it is back', async () => {
    const server = await startRedis()
    onTestFinished(() => server.stop())
    const [a, b] = await inTwos(redisRoom(server.url).join)
    const missed = [a, b].map((events) => {
      const listen = vi.fn()
      events.onMissed(listen)
      return listen
    })
    const heard = ear(b)
    await server.stop()
    for (const listen of missed) {
      await vi.waitFor(() => expect(listen.mock.calls.length).toBeGreaterThan(2), patience)
    }
    a.emit('video.changed', { videoId: 'unheard' })
    await server.start()
    await vi.waitFor(() => {
      a.emit('video.changed', { videoId: 'heard' })
      expect(heard).toContain('heard')
    }, patience)
    expect(heard).not.toContain('unheard')
    // It is over: at some point nothing more is doubted.
    let n = 0
    await vi.waitFor(async () => {
      for (const listen of missed) listen.mockClear()
      const videoId = `later ${++n}`
      a.emit('video.changed', { videoId })
      await vi.waitFor(() => expect(heard).toContain(videoId), patience)
      for (const listen of missed) expect(listen).not.toHaveBeenCalled()
    }, patience)
  })
}

const inTwos = (join: () => Promise<Events>) => Promise.all([join(), join()])

function ear(events: Events): string[] {
  const heard: string[] = []
  events.on('video.changed', ({ videoId }) => heard.push(videoId))
  return heard
}
