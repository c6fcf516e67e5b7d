import { objectKeysOf } from '../ports/site-data.ts'
import { inspect, type Missing, type ObjectParts } from './inspect.ts'
import { collectionsWithObjects } from './owners.ts'

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
  if (suspects.length === 0) return []
  const keys = new Set(suspects.map(({ key }) => key))
  const missing: Missing[] = []
  await data.read(async (read) => {
    for (const collection of collectionsWithObjects) {
      for await (const document of read(collection)) {
        for (const key of objectKeysOf(collection, document).filter((named) => keys.has(named)))
          if (!(await objects.stat(key))) missing.push({ key, of: `${collection}/${document.id}` })
      }
    }
  })
  return missing
}
