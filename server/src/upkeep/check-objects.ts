import type { Id } from '../lib/id.ts'
import { type CollectionName, objectKeysOf } from '../ports/site-data.ts'
import { inspect, type Missing, type ObjectParts } from './inspect.ts'
import { findDocument } from './rows.ts'

export interface ObjectFindings {
  /** Files that rows name and that are not there; at most a thousand. */
  missing: Missing[]
  /** Files that nobody needs. */
  orphans: { count: number; first: string[] }
}

/** However much is wrong, so much of it is kept. */
const most = 1000

/** Compares the object store with the rows, while the site runs. */
export async function checkObjects(parts: ObjectParts): Promise<ObjectFindings> {
  const orphans: ObjectFindings['orphans'] = { count: 0, first: [] }
  const suspects: Missing[] = []
  await inspect(parts, (found) => {
    suspects.push(...found.missing.slice(0, most - suspects.length))
    orphans.count += found.orphans.length
    orphans.first.push(...found.orphans.slice(0, most - orphans.first.length))
  })
  return { missing: await stillMissing(parts, suspects), orphans }
}

/** What was replaced or removed between reading a row and looking for its file is not missing. */
async function stillMissing({ data, objects }: ObjectParts, suspects: Missing[]): Promise<Missing[]> {
  const missing: Missing[] = []
  for (const suspect of suspects) {
    if (await objects.stat(suspect.key)) continue
    const [collection, id] = suspect.of.split('/') as [CollectionName, Id]
    const document = await data.read((read) => findDocument(read, collection, id))
    if (document && objectKeysOf(collection, document).includes(suspect.key)) missing.push(suspect)
  }
  return missing
}
