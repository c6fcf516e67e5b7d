import { type Id, isId } from '../lib/id.ts'
import type { CollectionName, ReadDocuments, SiteData, SiteDocument } from '../ports/site-data.ts'

const pageSize = 1000

/**
 * One after the other, in the order of ids. So many are read at a moment, and nothing is held between two of them: whoever goes
 * through may take hours.
 */
export async function* eachDocument(
  data: Pick<SiteData, 'read'>,
  collection: CollectionName,
): AsyncIterable<SiteDocument> {
  let from: Id | null = ''
  while (from !== null) {
    const part = { from, limit: pageSize + 1 }
    const page: SiteDocument[] = await data.read((read) => Array.fromAsync(read(collection, part)))
    yield* page.slice(0, pageSize)
    from = page[pageSize] ? String(page[pageSize].id) : null
  }
}

export async function findDocument(
  read: ReadDocuments,
  collection: CollectionName,
  id: Id,
): Promise<SiteDocument | null> {
  // Files may lie below anything.
  if (!isId(id)) return null
  for await (const document of read(collection, { from: id, limit: 1 }))
    return document.id === id ? document : null
  return null
}
