import { isObjectMissing, type ObjectStore } from '../ports/object-store.ts'
import type { SiteData } from '../ports/site-data.ts'

interface Parts {
  data: Pick<SiteData, 'siteId'>
  objects: Pick<ObjectStore, 'bytes' | 'putBytes'>
}

/** No user's or video's, so neither a backup nor a search for leftovers takes it for one. */
const markKey = 'private/reelbase/site'

/** Whose files these are: this database's, another one's, or nobody has said yet. */
export async function belonging({ data, objects }: Parts): Promise<'ours' | 'foreign' | 'unmarked'> {
  const mark = await objects.bytes(markKey).catch((error) => {
    if (isObjectMissing(error)) return null
    throw error
  })
  if (mark === null) return 'unmarked'
  return mark.toString() === (await data.siteId()) ? 'ours' : 'foreign'
}

/** From now on the files are this database's. */
export const mark = async ({ data, objects }: Parts): Promise<void> =>
  objects.putBytes(markKey, Buffer.from(await data.siteId()))

/** Marks what nobody has marked yet. */
export async function markOnce(parts: Parts): Promise<'ours' | 'foreign'> {
  const found = await belonging(parts)
  if (found === 'unmarked') await mark(parts)
  return found === 'foreign' ? 'foreign' : 'ours'
}
