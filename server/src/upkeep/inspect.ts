import { dirname } from 'node:path'
import type { ObjectStore } from '../ports/object-store.ts'
import { objectKeysOf, type ReadDocuments, type SiteData } from '../ports/site-data.ts'
import { type Belongings, everyOwner } from './owners.ts'
import { findDocument } from './rows.ts'

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

interface Inspected {
  files: number
  /** Named by a row that may have changed since. */
  missing: Missing[]
  /** Keys that nobody needs. */
  orphans: string[]
}

/** A file may lie there a while before its row does, and after it. */
const graceMs = 24 * 3_600_000

/** Of so many owners the rows are looked at once more together. */
const ownersAtOnce = 100

/** Compares the files of every user and video with its row, while the site runs; the database is held for moments alone. */
export async function inspect(
  parts: ObjectParts,
  visit: (found: Inspected) => Promise<void> | void,
): Promise<void> {
  let suspects: Belongings[] = []
  async function settle(): Promise<void> {
    await visit({ files: 0, missing: [], orphans: await stillUnneeded(parts, suspects) })
    suspects = []
  }
  for await (const owner of everyOwner(parts.objects, parts.data)) {
    await visit({ files: owner.keys.length, missing: missingOf(owner), orphans: [] })
    const keys = await settled(parts, unneededOf(owner))
    if (keys.length > 0) suspects.push({ ...owner, keys })
    if (suspects.length === ownersAtOnce) await settle()
  }
  if (suspects.length > 0) await settle()
}

/**
 * A row that was read before its files were listed may name some of them now. What was replaced is needed for another day: the job
 * that will remove it was committed with the replacement, so row and jobs are of one moment.
 */
const stillUnneeded = ({ data }: ObjectParts, suspects: Belongings[]): Promise<string[]> =>
  data.read(async (read) => {
    const busy = await idsOfOpenJobs(read)
    const unneeded: string[] = []
    for (const owner of suspects) {
      const document = await findDocument(read, owner.collection, owner.id)
      if (document === null || !busy.has(owner.id)) unneeded.push(...unneededOf({ ...owner, document }))
    }
    return unneeded
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
function unneededOf({ collection, document, keys }: Belongings): string[] {
  if (!document) return keys
  if (collection === 'users') return []
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
