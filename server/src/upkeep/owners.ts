import { mediaRoots, type ObjectStore } from '../ports/object-store.ts'
import type { SiteData, SiteDocument } from '../ports/site-data.ts'
import { UpkeepProblem } from './problem.ts'
import { eachDocument } from './rows.ts'

export const collectionsWithObjects = ['users', 'videos'] as const

/** Everything that belongs to one user or video: the row, and the objects below both roots. */
export interface Belongings {
  collection: (typeof collectionsWithObjects)[number]
  id: string
  /** Null: there is no such row. */
  document: SiteDocument | null
  keys: string[]
}

interface WithId<T> {
  id: string
  value: T
}

/**
 * Goes along rows and objects side by side, both in the order of ids: however many there are, only what belongs to one
 * owner is held at a time. A row is as it was some time before its files were listed, and may have changed. Throws an `UpkeepProblem` where a store lists out of order: an owner that comes late would seem
 * to have no row.
 */
export async function* everyOwner(
  objects: Pick<ObjectStore, 'list'>,
  data: Pick<SiteData, 'read'>,
): AsyncIterable<Belongings> {
  for (const collection of collectionsWithObjects) {
    const files = mediaRoots.map((root) => byOwner(objects.list(`${root}/${collection}`)))
    for await (const [id, document, groups] of besides(rows(eachDocument(data, collection)), files))
      yield { collection, id, document, keys: groups.flat() }
  }
}

async function* rows(documents: AsyncIterable<SiteDocument>): AsyncGenerator<WithId<SiteDocument>> {
  for await (const document of documents) yield { id: String(document.id), value: document }
}

async function* byOwner(keys: AsyncIterable<string>): AsyncGenerator<WithId<string[]>> {
  let id = ''
  let group: string[] = []
  for await (const key of keys) {
    const owner = key.split('/')[2]!
    if (group.length > 0 && owner !== id) {
      if (owner < id) throw unordered(key, group.at(-1)!)
      yield { id, value: group }
      group = []
    }
    id = owner
    group.push(key)
  }
  if (group.length > 0) yield { id, value: group }
}

const unordered = (key: string, before: string) =>
  new UpkeepProblem(
    `The store of media files does not list them in order (${key} came after ${before}), so nothing can be said about files that are missing or left over.`,
  )

/** All ids that any of the streams holds, each with what all of them hold of it. */
async function* besides(
  documents: AsyncGenerator<WithId<SiteDocument>>,
  files: AsyncGenerator<WithId<string[]>>[],
): AsyncIterable<[id: string, document: SiteDocument | null, groups: string[][]]> {
  const row = await peekable(documents)
  const groups = await Promise.all(files.map(peekable))
  try {
    for (;;) {
      const ids = [row, ...groups].flatMap(({ head }) => head()?.id ?? [])
      if (ids.length === 0) return
      const id = ids.reduce((least, other) => (other < least ? other : least))
      yield [
        id,
        await row.take(id),
        (await Promise.all(groups.map((group) => group.take(id)))).map((keys) => keys ?? []),
      ]
    }
  } finally {
    await documents.return(undefined)
    for (const stream of files) await stream.return(undefined)
  }
}

async function peekable<T>(stream: AsyncGenerator<WithId<T>>) {
  const next = async (): Promise<WithId<T> | null> => (await stream.next()).value ?? null
  let head = await next()
  return {
    head: () => head,
    /** What comes next, where it is of this id. */
    async take(id: string): Promise<T | null> {
      if (head?.id !== id) return null
      const { value } = head
      head = await next()
      return value
    },
  }
}
