import { expect, it, vi } from 'vitest'
import { createBuffer } from './buffer.ts'

const everyMs = 1_000_000
const onError = () => {}

it('writes what waits together, one item a key, the latest', async () => {
  const write = vi.fn(async () => {})
  const buffer = createBuffer<number>({ write, everyMs, max: 10, onError })
  buffer.add('a', 1)
  buffer.add('b', 2)
  buffer.add('a', 3)
  expect([buffer.has((item) => item === 3), buffer.has((item) => item === 1)]).toEqual([true, false])
  await buffer.flush()
  await buffer.flush()
  expect(write.mock.calls).toEqual([[[2, 3]]])
  await buffer.close()
})

it('knows what is being written until it is', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const write = vi.fn(() => promise)
  const buffer = createBuffer<number>({ write, everyMs, max: 10, onError })
  buffer.add('a', 1)
  const flushed = buffer.flush()
  await expect.poll(() => write).toHaveBeenCalledOnce()
  expect([buffer.get('a'), buffer.has((item) => item === 1)]).toEqual([1, true])
  buffer.add('a', 2)
  expect(buffer.get('a')).toBe(2)
  resolve()
  await flushed
  expect([buffer.get('a'), buffer.has((item) => item === 1)]).toEqual([2, false])
  await buffer.close()
  expect(buffer.get('a')).toBeUndefined()
})

it('writes by itself, and the rest when it is closed', async () => {
  const write = vi.fn(async () => {})
  const buffer = createBuffer<number>({ write, everyMs: 5, max: 10, onError })
  buffer.add('a', 1)
  await expect.poll(() => write).toHaveBeenCalledWith([1])
  buffer.add('b', 2)
  await buffer.close()
  expect(write.mock.calls).toEqual([[[1]], [[2]]])
})

it('keeps what could not be written for the next time, newer items winning, within its bounds', async () => {
  let isAway = true
  const written: number[][] = []
  const write = async (items: number[]) => {
    if (isAway) throw new Error('away')
    written.push(items)
  }
  const buffer = createBuffer<number>({ write, everyMs, max: 3, onError })
  for (const [key, item] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    buffer.add(key, item)
  const failing = buffer.flush()
  buffer.add('b', 20)
  buffer.add('d', 4)
  await expect(failing).rejects.toThrow('away')
  isAway = false
  await buffer.flush()
  expect(written).toEqual([[3, 20, 4]])
  await buffer.close()
})

it('has written what was added before when a flush resolves, also while another one is under way', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const written: number[] = []
  const buffer = createBuffer<number>({
    async write(items) {
      await promise
      written.push(...items)
    },
    ...{ everyMs, max: 10, onError },
  })
  buffer.add('a', 1)
  const first = buffer.flush()
  buffer.add('b', 2)
  const second = buffer.flush()
  resolve()
  await second
  expect(written).toEqual([1, 2])
  await first
  await buffer.close()
})
