import { expect, it } from 'vitest'
import type { Id } from '../../lib/id.ts'
import { type AskedFor, gathered } from './gathered.ts'

function counted() {
  const loads: AskedFor[] = []
  const find = gathered(async (asked) => {
    loads.push(asked)
    if (asked.keys.includes('trouble')) throw new Error('gone')
    const rows = asked.keys.map((key, at) => ({ place: at + 1, says: `${key} for ${asked.askers[at]}` }))
    return rows.filter(({ says }) => !says.startsWith('nothing')).toReversed()
  })
  return { loads, find }
}

const ann = 'a'.repeat(24) as Id

it('asks once for all who ask at the same moment, and answers each its own', async () => {
  const { loads, find } = counted()
  const found = await Promise.all([
    find('one', null),
    find('nothing', ann),
    find('two', ann),
    find('one', ann),
  ])
  expect(found.map((row) => row?.says)).toEqual([
    'one for null',
    undefined,
    `two for ${ann}`,
    `one for ${ann}`,
  ])
  expect(loads).toEqual([{ keys: ['one', 'nothing', 'two', 'one'], askers: [null, ann, ann, ann] }])
})

it('asks the same question once, for however many', async () => {
  const { loads, find } = counted()
  const found = await Promise.all([
    find('one', null),
    find('two', null),
    find('one', null),
    find('one', null),
  ])
  expect(found.map((row) => row?.says)).toEqual(['one', 'two', 'one', 'one'].map((key) => `${key} for null`))
  expect(loads).toEqual([{ keys: ['one', 'two'], askers: [null, null] }])
})

it('keeps nothing: who asks later asks anew', async () => {
  const { loads, find } = counted()
  await find('one', null)
  await find('one', null)
  expect(loads.length).toBe(2)
})

it('asks for a hundred at most at a time', async () => {
  const { loads, find } = counted()
  await Promise.all(Array.from({ length: 250 }, (_, key) => find(`${key}`, null)))
  expect(loads.map(({ keys }) => keys.length)).toEqual([100, 100, 50])
})

it('fails for those who asked together, and for nobody after them', async () => {
  const { find } = counted()
  const outcomes = await Promise.allSettled([find('one', null), find('trouble', null)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await find('one', null)).toMatchObject({ says: 'one for null' })
})
