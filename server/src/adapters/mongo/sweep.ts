import type { Document, Filter } from 'mongodb'
import type { Bound } from './collection.ts'

/** Removes documents of which `time` is not after `before`, the oldest first and at most so many; answers how many. */
export async function sweep<Doc extends Document>(
  collection: Bound<Doc>,
  time: string,
  before: Date,
  most: number,
  only: Filter<Doc> = {},
): Promise<number> {
  const due = { ...only, [time]: { $lte: before } } as Filter<Doc>
  return removeSome(collection, due, most, { [time]: 1 })
}

/** At most so many of them, whichever come first. */
export async function removeSome<Doc extends Document>(
  collection: Bound<Doc>,
  filter: Filter<Doc>,
  most: number,
  sort?: Record<string, 1>,
): Promise<number> {
  const rows = await collection.all<{ _id: Doc['_id'] }>(filter, {
    ...(sort && { sort }),
    ...{ limit: most, projection: { _id: 1 } },
  })
  if (rows.length === 0) return 0
  return collection.removeAll({ ...filter, _id: { $in: rows.map(({ _id }) => _id) } })
}
