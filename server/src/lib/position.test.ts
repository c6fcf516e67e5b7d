import { expect, it } from 'vitest'
import { isLong, positionBetween, respread } from './position.ts'

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

it.each([
  ['first', (n: number) => n * 0],
  ['middle', (n: number) => 500 + n * 0],
  ['moving', (n: number) => n % 900],
  ['next but last', (n: number) => 997 + n * 0],
])(
  'stays short when ten thousand entries of a thousand are moved into one slot: %s',
  async (_where, slotAt) => {
    let order: { name: number; position: string }[] = []
    for (let name = 0; name < 1_000; name++) {
      order.push({ name, position: positionBetween(order.at(-1)?.position ?? null, null) })
    }
    let rewritten = 0
    for (let n = 0; n < 10_000; n++) {
      const [moved] = order.splice((n * 7_919) % 1_000, 1)
      const slot = slotAt(n)
      const position = positionBetween(order[slot]?.position ?? null, order[slot + 1]?.position ?? null)
      order.splice(slot + 1, 0, { name: moved!.name, position })
      if (!isLong(position)) continue
      const at = slot + 1
      const around = async (reach: number) =>
        order
          .slice(Math.max(0, at + 1 - reach), at + 1 + reach)
          .map((entry) => ({ ...entry, isBehind: entry.position > position }))
      const { run, positions } = await respread(around)
      const placed = new Map(run.map(({ name }, index) => [name, positions[index]!]))
      rewritten += run.length
      order = order.map(({ name, position }) => ({ name, position: placed.get(name) ?? position }))
    }
    const positions = order.map(({ position }) => position)
    expect(new Set(positions).size).toBe(1_000)
    expect(positions.toSorted()).toEqual(positions)
    expect(positions.some(isLong)).toBe(false)
    // On the average, a move rewrites two entries beside its own.
    expect(rewritten).toBeLessThan(30_000)
  },
)
