import { expect, it } from 'vitest'
import { atOnce } from './at-once.ts'

it('works on all of it, never on more at once than it may', async () => {
  let running = 0
  let most = 0
  const done: number[] = []
  await atOnce(3, [1, 2, 3, 4, 5, 6, 7], async (n) => {
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    done.push(n)
  })
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(most).toBe(3)
})

it('begins nothing after a failure, and waits for what it began', async () => {
  const begun: number[] = []
  let ended = 0
  const work = async (n: number) => {
    begun.push(n)
    if (n === 2) throw new Error('two')
    await new Promise((resolve) => setImmediate(resolve))
    ended++
  }
  await expect(atOnce(2, [1, 2, 3, 4], work)).rejects.toThrow('two')
  expect([begun, ended]).toEqual([[1, 2], 1])
})
