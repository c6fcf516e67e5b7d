import type { ObjectStore } from '../ports/object-store.ts'
import { type CollectionName, objectKeysOf, ownerOfObject, type SiteData } from '../ports/site-data.ts'

interface ObjectParts {
  data: SiteData
  objects: ObjectStore
  now: Date
}

export interface ObjectFindings {
  /** Files that rows name and that are not there. */
  missing: { key: string; of: string }[]
  /** Files of users and videos that are not there. */
  orphans: string[]
}

/** A file may lie there a while before its row does. */
const graceMs = 24 * 3_600_000

const withObjects = ['users', 'videos'] as const satisfies CollectionName[]

/** Compares the object store with the rows, while the site runs. */
export async function checkObjects(parts: ObjectParts): Promise<ObjectFindings> {
  const suspects = await missingIn(parts)
  // What was moved or replaced between reading a row and looking for its file is not missing.
  const again = suspects.length > 0 ? await missingIn(parts) : []
  const missing = again.filter(({ key }) => suspects.some((suspect) => suspect.key === key))
  return { missing, orphans: await orphansIn(parts) }
}

async function missingIn({ data, objects }: ObjectParts): Promise<{ key: string; of: string }[]> {
  const missing: { key: string; of: string }[] = []
  await data.read(async (read) => {
    for (const collection of withObjects) {
      for await (const document of read(collection)) {
        for (const key of objectKeysOf(collection, document)) {
          if (!(await objects.stat(key))) missing.push({ key, of: `${collection}/${document.id}` })
        }
      }
    }
  })
  return missing
}

async function orphansIn({ data, objects, now }: ObjectParts): Promise<string[]> {
  const owners = new Set<string>()
  await data.read(async (read) => {
    for (const collection of withObjects) {
      for await (const { id } of read(collection)) owners.add(`${collection}/${id}`)
    }
  })
  const orphans: string[] = []
  for await (const key of objects.list('')) {
    if (owners.has(ownerOfObject(key))) continue
    const stat = await objects.stat(key)
    if (stat && now.getTime() - stat.modifiedAt.getTime() > graceMs) orphans.push(key)
  }
  return orphans
}
