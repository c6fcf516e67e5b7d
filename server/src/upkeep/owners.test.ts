import { expect, it } from 'vitest'
import type { SiteData } from '../ports/site-data.ts'
import { everyOwner } from './owners.ts'
import { UpkeepProblem } from './problem.ts'

async function* each<T>(values: T[]): AsyncGenerator<T> {
  yield* values
}

/** Users a, b and c, with these files of theirs. */
function owners(...keys: string[]) {
  const objects = { list: (prefix: string) => each(keys.filter((key) => key.startsWith(`${prefix}/`))) }
  const documents = ['a', 'b', 'c'].map((id) => ({ id }))
  const read: SiteData['read'] = (work) => work((name) => each(name === 'users' ? documents : []))
  return Array.fromAsync(everyOwner(objects, { read }))
}

it('brings together what belongs to one owner', async () => {
  const found = await owners('public/users/a/1', 'public/users/a/2', 'private/users/b/3', 'public/users/bb/4')
  expect(found.map(({ id, document, keys }) => [id, document !== null, keys])).toEqual([
    ['a', true, ['public/users/a/1', 'public/users/a/2']],
    ['b', true, ['private/users/b/3']],
    ['bb', false, ['public/users/bb/4']],
    ['c', true, []],
  ])
})

it('says nothing about files that a store lists out of order', async () => {
  const outcome = owners('public/users/a/1', 'public/users/c/2', 'public/users/b/3')
  await expect(outcome).rejects.toThrow(UpkeepProblem)
  await expect(outcome).rejects.toThrow(/not list them in order \(public\/users\/b\/3 came after/)
})
