import { expect, it } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import type { HitCounters } from './rate-limit.ts'

export interface HitCountersRoom {
  counters: HitCounters
  /** Moves the time that the counters go by. */
  pass(ms: number): void | Promise<void>
}

export const hitCountersContract = contract<HitCountersRoom>('hit counters', (open) => {
  it('counts each key for itself', async () => {
    const { counters } = await open()
    await counters.hit('a', 1000)
    expect((await counters.hit('a', 1000)).count).toBe(2)
    expect((await counters.hit('b', 1000)).count).toBe(1)
  })

  it('counts twenty at once as twenty', async () => {
    const { counters } = await open()
    const hits = await Promise.all(Array.from({ length: 20 }, () => counters.hit('a', 1000)))
    expect(hits.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    )
  })

  it('takes back what should not have counted, and never more than there was', async () => {
    const { counters } = await open()
    await counters.giveBack('a')
    const { resetAt } = await counters.hit('a', 1000)
    await counters.giveBack('a')
    await counters.giveBack('a')
    expect(await counters.hit('a', 1000)).toEqual({ count: 1, resetAt })
  })

  it('begins anew when the window of the first hit is over', async () => {
    const { counters, pass } = await open()
    const { resetAt } = await counters.hit('a', 1000)
    await pass(600)
    expect((await counters.hit('a', 1000)).resetAt).toEqual(resetAt)
    await pass(500)
    expect((await counters.hit('a', 1000)).count).toBe(1)
  })
})
