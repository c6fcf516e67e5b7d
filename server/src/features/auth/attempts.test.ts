import { expect, it, vi } from 'vitest'
import { inProcessHitCounters } from '../../adapters/in-process/rate-limit.ts'
import { systemClock as clock } from '../../ports/clock.ts'
import { createAttempts } from './attempts.ts'

const ann = 'a'.repeat(24)

/** Two processes that count together; in the first one ten guesses are being looked at. */
async function tenUndecided() {
  const counters = inProcessHitCounters({ clock })
  const [first, second] = [createAttempts({ counters, clock }), createAttempts({ counters, clock })]
  const answer = Promise.withResolvers<boolean>()
  const isRight = vi.fn(() => answer.promise)
  const guesses = Array.from({ length: 10 }, () => first.guess(ann, 'stranger', isRight))
  await expect.poll(() => isRight).toHaveBeenCalledTimes(10)
  return { second, guesses: Promise.all(guesses), decide: answer.resolve }
}

it('does not refuse a right password while another process looks at ten that may be right', async () => {
  const { second, guesses, decide } = await tenUndecided()
  const ours = second.guess(ann, 'stranger', async () => true)
  decide(true)
  expect(await guesses).toEqual(Array(10).fill(true))
  expect(await ours).toBe(true)
})

it('refuses the eleventh when the ten of another process were wrong', async () => {
  const { second, guesses, decide } = await tenUndecided()
  const look = vi.fn(async () => true)
  const ours = second.guess(ann, 'stranger', look).catch((error: unknown) => error)
  decide(false)
  expect(await guesses).toEqual(Array(10).fill(false))
  expect(await ours).toMatchObject({ code: 'too_many_requests' })
  expect(look).not.toHaveBeenCalled()
})
