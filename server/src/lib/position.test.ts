import { expect, it } from 'vitest'
import { positionBetween } from './position.ts'

it('goes on at both ends without growing', () => {
  const order = [positionBetween(null, null)]
  for (let n = 0; n < 1_000; n++) {
    order.push(positionBetween(order.at(-1)!, null))
    order.unshift(positionBetween(null, order[0]!))
  }
  expect(order.toSorted()).toEqual(order)
  expect(new Set(order).size).toBe(2_001)
  expect(Math.max(...order.map((position) => position.length))).toBe(8)
})

it('finds room between neighbours again and again, on either side', () => {
  for (const side of ['before', 'after', 'both'] as const) {
    let [before, after] = ['i0000000', 'i0000001']
    for (let n = 0; n < 500; n++) {
      const position = positionBetween(before, after)
      expect(before < position && position < after, `${before} < ${position} < ${after}`).toBe(true)
      if (side === 'before' || (side === 'both' && n % 2 === 0)) before = position
      else after = position
    }
    expect(before.length).toBeLessThan(120)
  }
})

it('keeps an order of entries that are moved about', () => {
  let order = [positionBetween(null, null)]
  for (let n = 1; n < 1_000; n++) {
    const at = (n * 7_919) % (order.length + 1)
    order = order.toSpliced(at, 0, positionBetween(order[at - 1] ?? null, order[at] ?? null))
  }
  expect(order.toSorted()).toEqual(order)
  expect(new Set(order).size).toBe(1_000)
})

it('refuses neighbours in the wrong order', () => {
  expect(() => positionBetween('i0000001', 'i0000001')).toThrow('Nothing lies between')
})
