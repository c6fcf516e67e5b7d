import { expect, it } from 'vitest'
import { hitCountersContract } from '../../ports/rate-limit.contract.ts'
import { inProcessHitCounters } from './rate-limit.ts'

function room() {
  let now = Date.parse('2026-03-04T05:06:07.089Z')
  return {
    counters: inProcessHitCounters({ clock: { now: () => new Date(now) } }),
    pass(ms: number) {
      now += ms
    },
  }
}

hitCountersContract('this process', async () => room())

it('forgets the oldest key rather than grow without end, and quickly', async () => {
  const { counters } = room()
  for (let n = 0; n < 60_000; n++) await counters.hit(`key ${n}`, 60_000)
  expect((await counters.hit('key 59999', 60_000)).count).toBe(2)
  expect((await counters.hit('key 0', 60_000)).count).toBe(1)
})
