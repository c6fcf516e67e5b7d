import { pino } from 'pino'
import { expect, it, onTestFinished, vi } from 'vitest'
import { hasRedisServer, redisUnderTest, refuse, startRedis } from '../../../test/support/redis.ts'
import { redisRoom } from '../../../test/support/redis-room.ts'
import { systemClock } from '../../ports/clock.ts'
import type { DueJob, JobCalls } from '../../ports/job-calls.ts'
import { redisJobCalls } from './job-calls.ts'

const patience = { timeout: 20_000, interval: 10 }

/** Processes of one site; each call opens another one. */
function room(url: string) {
  const { connect } = redisRoom(url)
  return async (): Promise<JobCalls> => {
    const calls = redisJobCalls({
      redis: await connect(),
      clock: systemClock,
      log: pino({ level: 'silent' }),
    })
    onTestFinished(() => calls.close())
    return calls
  }
}

const call = (id: string, more: Partial<DueJob> = {}): DueJob => ({
  ...{ id, name: 'work', fence: 0, runAt: new Date(), lineAt: new Date(), ...more },
})

/** Answers calls, and notes to which. `open` lets those go that wait. */
function listener(calls: JobCalls, atOnce = 1) {
  const heard: string[] = []
  const waiting: (() => void)[] = []
  let isOpen = true
  const listening = calls.listen('quick', atOnce, async (id) => {
    heard.push(id)
    if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve))
  })
  onTestFinished(() => {
    open()
    return listening.close()
  })
  function open(): void {
    isOpen = true
    for (const go of waiting.splice(0)) go()
  }
  return {
    heard,
    shut() {
      isOpen = false
    },
    open,
    close: listening.close,
  }
}

const url = redisUnderTest()
if (url) {
  it('calls one of several processes, and not again while the call waits', async () => {
    const join = room(url)
    const [web, ...workers] = [await join(), await join(), await join()]
    web!.announce('quick', [call('a'), call('b')])
    web!.announce('quick', [call('a'), call('b'), call('c')])
    const listeners = workers.map((calls) => listener(calls))
    const all = () => listeners.flatMap(({ heard }) => heard).sort()
    await vi.waitFor(() => expect(all()).toEqual(['a', 'b', 'c']), patience)
    // Answered, it may come again; as another attempt, too.
    await vi.waitFor(() => {
      web!.announce('quick', [call('a')])
      expect(all().length).toBeGreaterThan(3)
    }, patience)
    web!.announce('quick', [call('b', { fence: 1 })])
    await vi.waitFor(() => expect(all().filter((id) => id === 'b')).toHaveLength(2), patience)
  })

  it('calls in the order of the line, and to no lane but its own', async () => {
    const calls = await room(url)()
    const hour = 3_600_000
    const later = (hours: number) => new Date(Date.now() + hours * hour)
    calls.announce('media', [call('elsewhere')])
    const last = call('fourth', { lineAt: later(24 * 365 * 50) })
    const before = [call('third', { lineAt: later(9) }), call('second', { lineAt: later(1) }), call('first')]
    calls.announce('quick', [last, ...before])
    const { heard } = listener(calls)
    await vi.waitFor(() => expect(heard).toEqual(['first', 'second', 'third', 'fourth']), patience)
  })

  it('calls to no more at once than a listener wants, and the rest go to another', async () => {
    const join = room(url)
    const calls = await join()
    const busy = listener(calls, 2)
    busy.shut()
    calls.announce('quick', [call('a'), call('b'), call('c')])
    await vi.waitFor(() => expect(busy.heard).toHaveLength(2), patience)
    const free = listener(await join())
    await vi.waitFor(() => expect(free.heard).toHaveLength(1), patience)
    expect([...busy.heard, ...free.heard].sort()).toEqual(['a', 'b', 'c'])
  })

  it('calls to what is due later when it is due, or sooner when somebody says so', async () => {
    const calls = await room(url)()
    const { heard } = listener(calls)
    const soon = new Date(Date.now() + 300)
    calls.announce('quick', [
      call('later', { runAt: new Date(Date.now() + 3_600_000) }),
      call('soon', { runAt: soon }),
    ])
    await vi.waitFor(() => expect(heard).toEqual(['soon']), patience)
    expect(Date.now()).toBeGreaterThanOrEqual(soon.getTime())
    calls.announce('quick', [call('later')])
    await vi.waitFor(() => expect(heard).toEqual(['soon', 'later']), patience)
  })
}

if (hasRedisServer()) {
  it('calls as soon as there is a Redis, also in processes that began without', async () => {
    const server = await startRedis()
    onTestFinished(() => server.stop())
    await server.stop()
    const join = room(server.url)
    const [web, worker] = [await join(), await join()]
    const { heard } = listener(worker)
    expect(web.isUp()).toBe(false)
    // Each of the four connections has failed more than once.
    await refuse(server, 12)
    await server.start()
    await vi.waitFor(() => {
      web.announce('quick', [call('a')])
      expect(heard).toContain('a')
    }, patience)
  })

  it('calls again when a Redis that went is back, empty', async () => {
    const server = await startRedis()
    onTestFinished(() => server.stop())
    const join = room(server.url)
    const [web, worker] = [await join(), await join()]
    const { heard, shut, open } = listener(worker)
    shut()
    web.announce('quick', [call('held'), call('lost')])
    await vi.waitFor(() => expect(heard).toEqual(['held']), patience)
    await server.stop()
    await vi.waitFor(() => expect(web.isUp()).toBe(false), patience)
    web.announce('quick', [call('nobody')])
    open()
    await server.start()
    await vi.waitFor(() => {
      web.announce('quick', [call('lost')])
      expect(heard).toContain('lost')
    }, patience)
    expect(heard).not.toContain('nobody')
  })
}
