import { expect, it } from 'vitest'
import { createGate } from './gate.ts'

const full = () => new Error('full')

function work() {
  const { promise, resolve } = Promise.withResolvers<string>()
  const state = { isRunning: false }
  return {
    finish: () => resolve('done'),
    state,
    run: () => {
      state.isRunning = true
      return promise
    },
  }
}

it('runs so many at once, and the next in order when one ends', async () => {
  const gate = createGate({ atOnce: 2, waiting: 2, full })
  const works = Array.from({ length: 4 }, work)
  const ends = works.map((each) => gate.run(each.run))
  const running = () => works.map(({ state }) => state.isRunning)
  await Promise.resolve()
  expect(running()).toEqual([true, true, false, false])
  works[1]!.finish()
  expect(await ends[1]).toBe('done')
  await Promise.resolve()
  expect(running()).toEqual([true, true, true, false])
  for (const each of works) each.finish()
  expect(await Promise.all(ends)).toHaveLength(4)
})

it('refuses at once when too many wait, and lets in again when they are gone', async () => {
  const gate = createGate({ atOnce: 1, waiting: 1, full })
  const [first, second] = [work(), work()]
  const ends = [gate.run(first.run), gate.run(second.run)]
  await expect(gate.run(async () => 'late')).rejects.toThrow('full')
  first.finish()
  second.finish()
  await Promise.all(ends)
  expect(await gate.run(async () => 'in')).toBe('in')
})

it('gives the place on when work fails', async () => {
  const gate = createGate({ atOnce: 1, waiting: 1, full })
  const failed = gate.run(() => Promise.reject(new Error('no')))
  const after = gate.run(async () => 'yes')
  await expect(failed).rejects.toThrow('no')
  expect(await after).toBe('yes')
})
