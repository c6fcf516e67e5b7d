import { expect, it, vi } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import type { Memory } from './memory.ts'

const minute = 60_000

export const memoryContract = contract<Memory>('memory', (open) => {
  it('gives back what stood under a key, and nothing of others', async () => {
    const memory = await open()
    expect(await memory.swap('a', 'one', minute)).toBeNull()
    expect(await memory.swap('b', 'other', minute)).toBeNull()
    expect(await memory.swap('a', 'two', minute)).toBe('one')
    expect(await memory.swap('a', 'three', minute)).toBe('two')
  })

  it('gives each of twenty at once to one other', async () => {
    const memory = await open()
    const values = Array.from({ length: 20 }, (_, n) => String(n))
    const before = await Promise.all(values.map((value) => memory.swap('a', value, minute)))
    const last = await memory.swap('a', 'end', minute)
    expect([...before, last].sort()).toEqual([null, ...values].sort())
  })

  it('forgets when the time is over', async () => {
    const memory = await open()
    await memory.swap('a', 'one', 1)
    await vi.waitFor(async () => expect(await memory.swap('a', 'two', 1)).toBeNull(), 20_000)
  })
})
