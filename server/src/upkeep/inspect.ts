import { dirname } from 'node:path'
import type { ObjectStore } from '../ports/object-store.ts'
import { objectKeysOf, type ReadDocuments, type SiteData } from '../ports/site-data.ts'
import { type Belongings, everyOwner } from './owners.ts'

export interface ObjectParts {
  data: SiteData
  objects: ObjectStore
  now: Date
}

export interface Missing {
  key: string
  /** The row that names it: `videos/<id>`. */
  of: string
}

/** Of one user or video. */
interface Inspected {
  files: number
  missing: Missing[]
  /** Keys that nobody needs. */
  orphans: string[]
}

/** A file may lie there a while before its row does, and after it. */
const graceMs = 24 * 3_600_000

/** Compares the files of every user and video with its row, all rows as they are at one moment. */
export const inspect = (
  parts: ObjectParts,
  visit: (found: Inspected) => Promise<void> | void,
): Promise<void> =>
  parts.data.read(async (read) => {
    const busy = await idsOfOpenJobs(read)
    for await (const owner of everyOwner(parts.objects, read)) {
      const unneeded = unneededOf(owner, busy.has(owner.id))
      await visit({
        files: owner.keys.length,
        missing: missingOf(owner),
        orphans: await settled(parts, unneeded),
      })
    }
  })

/** What lies under the other root is on its way, and is delivered. */
function missingOf({ collection, id, document, keys }: Belongings): Missing[] {
  if (!document) return []
  const there = new Set(keys.map(withoutRoot))
  return objectKeysOf(collection, document)
    .filter((key) => !there.has(withoutRoot(key)))
    .map((key) => ({ key, of: `${collection}/${id}` }))
}

/**
 * All of an owner that is gone. Of a video also what neither its row names nor stands beside or below something that it
 * names; a job that is still to come may be there for just that.
 */
function unneededOf({ collection, document, keys }: Belongings, isBusy: boolean): string[] {
  if (!document) return keys
  if (collection === 'users' || isBusy) return []
  const named = objectKeysOf(collection, document).map((key) => dirname(withoutRoot(key)))
  const pending = (document.pendingPrefixes as string[]).map((prefix) =>
    withoutRoot(prefix).replace(/\/$/, ''),
  )
  const needed = [...new Set([...named, ...pending])]
  return keys.filter((key) => !needed.some((folder) => withoutRoot(key).startsWith(`${folder}/`)))
}

async function settled({ objects, now }: ObjectParts, keys: string[]): Promise<string[]> {
  const old: string[] = []
  for (const key of keys) {
    const stat = await objects.stat(key)
    if (stat && now.getTime() - stat.modifiedAt.getTime() > graceMs) old.push(key)
  }
  return old
}

/** Every id that stands in what a waiting or running job is about. */
async function idsOfOpenJobs(read: ReadDocuments): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const { state, payload } of read('jobs')) {
    if (state === 'parked') continue
    for (const id of JSON.stringify(payload).match(/[0-9a-f]{24}/g) ?? []) ids.add(id)
  }
  return ids
}

const withoutRoot = (key: string): string => key.slice(key.indexOf('/') + 1)
