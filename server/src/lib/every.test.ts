import { expect, it, vi } from 'vitest'
import { every } from './every.ts'

it('goes on after a run that failed, and tells of it', async () => {
  const onError = vi.fn()
  let runs = 0
  const repeated = every(
    1,
    async () => {
      runs++
      if (runs === 1) throw new Error('once')
    },
    onError,
  )
  await expect.poll(() => runs).toBeGreaterThan(2)
  await repeated.stop()
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'once' }))
})

it('never runs twice at once, and stops only when the last run has ended', async () => {
  let under = 0
  let most = 0
  const gate = Promise.withResolvers<void>()
  const repeated = every(
    0,
    async () => {
      most = Math.max(most, ++under)
      await gate.promise
      under--
    },
    () => {},
  )
  await expect.poll(() => under).toBe(1)
  const stopped = repeated.stop()
  gate.resolve()
  await stopped
  expect({ under, most }).toEqual({ under: 0, most: 1 })
})
