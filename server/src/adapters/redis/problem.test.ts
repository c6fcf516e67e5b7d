import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { hasRedisServer, startRedis } from '../../../test/support/redis.ts'
import { problemOfRedis } from './problem.ts'

const problemOf = (url: string) => problemOfRedis(url, { patienceMs: 0 })

it.each([
  ['redis://:secret@127.0.0.1:1', 'nothing listens at 127.0.0.1 port 1. Start Redis there'],
  ['redis://:secret@no-such-machine.invalid', 'there is no machine named no-such-machine.invalid.'],
])('explains %s', async (url, says) => {
  const problem = await problemOf(url)
  expect(problem).toMatch(/^REDIS_URL \(redis:\/\/…@/)
  expect(problem).toContain(says)
  expect(problem).not.toContain('secret')
})

it('notices a server that hangs up', async () => {
  const rude = createServer((socket) => socket.on('error', () => {}).destroy())
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void rude.close())
  const { port } = rude.address() as { port: number }
  expect(await problemOf(`redis://127.0.0.1:${port}`)).toContain(`no Redis answers at 127.0.0.1 port ${port}`)
})

if (hasRedisServer()) {
  it('has nothing to say of a Redis that will do, and asks for what is missing of others', async () => {
    const server = await startRedis('--requirepass', 'geheim')
    onTestFinished(() => server.stop())
    const place = server.url.replace('redis://', '')
    expect(await problemOf(`redis://:geheim@${place}/3`)).toBeNull()
    expect(await problemOf(server.url)).toContain('it asks for a password')
    expect(await problemOf(`redis://:wrong@${place}`)).toContain('the password, or the user, is not right')
    expect(await problemOf(`redis://:geheim@${place}/99`)).toContain('it has no database 99')
  })

  it('refuses a replica', async () => {
    const replica = await startRedis('--replicaof', '127.0.0.1', '1', '--replica-serve-stale-data', 'yes')
    onTestFinished(() => replica.stop())
    expect(await problemOf(replica.url)).toContain('it is a replica')
  })
}
