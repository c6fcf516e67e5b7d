import { expect, it } from 'vitest'
import { gathered, inPlaces } from './gathered.ts'

function counted() {
  const loads: number[][] = []
  const find = gathered(async (keys: readonly number[]) => {
    loads.push([...keys])
    if (keys.includes(666)) throw new Error('gone')
    return keys.map((key) => (key % 2 === 0 ? `found ${key}` : null))
  })
  return { loads, find }
}

it('asks once for all who ask at the same moment, and answers each its own', async () => {
  const { loads, find } = counted()
  const found = await Promise.all([find(2), find(3), find(4), find(2)])
  expect(found).toEqual(['found 2', null, 'found 4', 'found 2'])
  expect(loads).toEqual([[2, 3, 4, 2]])
})

it('keeps nothing: who asks later asks anew', async () => {
  const { loads, find } = counted()
  await find(2)
  await find(2)
  expect(loads).toEqual([[2], [2]])
})

it('asks for a hundred at most at a time', async () => {
  const { loads, find } = counted()
  await Promise.all(Array.from({ length: 250 }, (_, key) => find(key)))
  expect(loads.map((keys) => keys.length)).toEqual([100, 100, 50])
})

it('fails for those who asked together, and for nobody after them', async () => {
  const { find } = counted()
  const outcomes = await Promise.allSettled([find(2), find(666)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await find(2)).toBe('found 2')
})

it('puts rows where they were asked for', () => {
  expect(inPlaces([{ place: 3 }, { place: 1 }], 3)).toEqual([{ place: 1 }, null, { place: 3 }])
})
