import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb'
import { expect, it } from 'vitest'
import { isDatabaseUnavailable } from '../../ports/database.ts'
import { isDuplicate, translated } from './errors.ts'

/** As the driver makes it of what a write in bulk met. */
const inBulk = (met: Error) => new MongoBulkWriteError(met as never, {} as never)

it('knows that the database is gone, from a write in bulk too', () => {
  const cut = new MongoNetworkError('connection 13 closed')
  expect(isDatabaseUnavailable(translated(cut))).toBe(true)
  expect(isDatabaseUnavailable(translated(inBulk(cut)))).toBe(true)
})

it('leaves what the database said of a write as it is', () => {
  const twice = inBulk(new MongoServerError({ message: 'E11000 index: likes_once dup key', code: 11_000 }))
  expect(translated(twice)).toBe(twice)
  expect(isDuplicate(twice, 'likes_once')).toBe(true)
})
