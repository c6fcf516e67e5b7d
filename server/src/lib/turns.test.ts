import { expect, it } from 'vitest'
import { createTurns } from './turns.ts'

it('runs works of one name one after the other, also behind one that failed', async () => {
  const inTurn = createTurns()
  const seen: string[] = []
  const work = (name: string, fails = false) =>
    inTurn('same', async () => {
      seen.push(`${name} begins`)
      await Promise.resolve()
      seen.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const answers = await Promise.allSettled([work('a'), work('b', true), work('c')])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

it('lets other names pass', async () => {
  const inTurn = createTurns()
  const { promise, resolve } = Promise.withResolvers<string>()
  const slow = inTurn('slow', () => promise)
  expect(await inTurn('quick', async () => 'quick')).toBe('quick')
  resolve('slow')
  expect(await slow).toBe('slow')
})
