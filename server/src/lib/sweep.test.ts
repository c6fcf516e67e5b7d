import { expect, it } from 'vitest'
import { sweepAll } from './sweep.ts'

function shelf(old: number, afterBatch = () => {}) {
  const batches: number[] = []
  return {
    batches,
    async some(most: number) {
      const removed = Math.min(most, old)
      old -= removed
      batches.push(removed)
      afterBatch()
      return removed
    },
  }
}

it('removes all that is old, a few hundred at a time', async () => {
  const { some, batches } = shelf(1_234)
  await sweepAll(some, new AbortController().signal)
  expect(batches).toEqual([500, 500, 234])
})

it('ends between two batches when it is waited for', async () => {
  const stopping = new AbortController()
  const { some, batches } = shelf(1_000_000, () => batches.length === 2 && stopping.abort())
  await sweepAll(some, stopping.signal)
  expect(batches).toEqual([500, 500])
})
