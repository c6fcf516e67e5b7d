import { isObjectMissing, type ObjectStore } from '../ports/object-store.ts'
import type { SiteData } from '../ports/site-data.ts'
import { UpkeepProblem } from './problem.ts'

interface Parts {
  data: Pick<SiteData, 'siteId'>
  objects: Pick<ObjectStore, 'bytes' | 'putBytes' | 'remove' | 'list'>
}

/** No user's or video's, so neither a backup nor a search for leftovers takes them for one. */
const markKey = 'private/reelbase/site'
/** Instead of that, in a store that a site is copied to: whose files, and whether all of them were there. */
const copyKey = 'private/reelbase/copy'

/** Whose files these are: this database's, another one's, or nobody has said yet. */
export async function belonging({ data, objects }: Parts): Promise<'ours' | 'foreign' | 'unmarked'> {
  const mark = await textOf(objects, markKey)
  if (mark === null) return 'unmarked'
  return mark === (await data.siteId()) ? 'ours' : 'foreign'
}

/** From now on the files are this database's. */
export async function mark({ data, objects }: Parts): Promise<void> {
  await objects.putBytes(markKey, Buffer.from(await data.siteId()))
  await objects.remove(copyKey)
}

/** Marks what nobody has marked yet, nor copied here for another database. Throws an `UpkeepProblem` for what was copied half-way. */
export async function markOnce(parts: Parts): Promise<'ours' | 'foreign'> {
  const found = await belonging(parts)
  if (found !== 'unmarked') return found
  const copy = await textOf(parts.objects, copyKey)
  if (copy?.endsWith(' unfinished')) {
    throw new UpkeepProblem(
      'The media files are only half copied: let `npm run reelbase -- files copy` end first, or go back to the store they came from.',
    )
  }
  if (copy !== null && !isOf(copy, await parts.data.siteId())) return 'foreign'
  await mark(parts)
  return 'ours'
}

const isOf = (copy: string, id: string): boolean => copy.startsWith(`${id} `)

/** Throws an `UpkeepProblem` unless the store is empty, or holds an earlier copy of the same site that no server has used. */
export async function beginCopy({ data, objects }: Parts): Promise<void> {
  const id = await data.siteId()
  const copy = await textOf(objects, copyKey)
  const isOurs = copy !== null && isOf(copy, id) && (await isCopying({ objects }))
  if (!isOurs && !(await isEmpty(objects))) {
    throw new UpkeepProblem(
      'The files cannot be copied there: it holds files already, and not from an earlier copy of this site. Name an empty one.',
    )
  }
  await objects.putBytes(copyKey, Buffer.from(`${id} unfinished`))
}

/** A server that was killed when it began to use the files has left both marks. */
export const isCopying = async ({ objects }: Pick<Parts, 'objects'>): Promise<boolean> =>
  (await textOf(objects, copyKey)) !== null && (await textOf(objects, markKey)) === null

/** A server may begin to use it. */
export async function endCopy({ data, objects }: Parts): Promise<void> {
  await objects.putBytes(copyKey, Buffer.from(`${await data.siteId()} finished`))
}

async function isEmpty(objects: Parts['objects']): Promise<boolean> {
  for await (const _key of objects.list('')) return false
  return true
}

async function textOf(objects: Parts['objects'], key: string): Promise<string | null> {
  const bytes = await objects.bytes(key).catch((error) => {
    if (isObjectMissing(error)) return null
    throw error
  })
  return bytes?.toString() ?? null
}
