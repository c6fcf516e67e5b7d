import type { Document } from 'mongodb'
import type { VideoEntry, VideoFilter, VideoOrder } from '../../../features/videos/store.ts'
import { keyValue, type SortKey } from '../../../lib/cursor.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Bound } from '../collection.ts'
import type { VideoDocument } from '../documents.ts'
import { idOf, oid } from '../ids.ts'
import { beyond, type Direction, readPage } from './pages.ts'
import { countsOf } from './video-reads.ts'

export type SortField = 'publishedAt' | 'views' | 'duration' | 'titleKey'

export const videoOrders: Record<VideoOrder, [SortField, Direction]> = {
  newest: ['publishedAt', -1],
  oldest: ['publishedAt', 1],
  mostViewed: ['views', -1],
  leastViewed: ['views', 1],
  longest: ['duration', -1],
  shortest: ['duration', 1],
  titleAZ: ['titleKey', 1],
  titleZA: ['titleKey', -1],
}

/** What stands in a cursor is a number or a text; a time is a number there. */
const storedKey = (field: string, key: SortKey[number] | undefined): unknown =>
  field === 'publishedAt' ? new Date(key as number) : key

export const afterIn = (field: string, way: Direction, after: SortKey | null): Document[] | null =>
  after &&
  beyond([
    [field, way, storedKey(field, after[0])],
    ['_id', way, oid(String(after[1]))],
  ])

const shown = { views: 1, likesCount: 1, commentsCount: 1 }

/** Ids of listed videos, and with `countUpTo` how many there are. */
export async function videoIds(
  videos: Bound<VideoDocument>,
  { ownerId }: VideoFilter,
  order: VideoOrder,
  page: PageRequest,
  countUpTo: number | null,
): Promise<PageOfEntries<VideoEntry> & { total: number | null }> {
  const [field, way] = videoOrders[order]
  const match = { listed: true, ...(ownerId && { owner: oid(ownerId) }) }
  const sort = { [field]: way, _id: way }
  const sorted = { match, sort, after: afterIn(field, way, page.after) }
  const [rows, total] = await Promise.all([
    readPage<VideoDocument>(videos, sorted, page, [{ $project: { ...shown, [field]: 1 } }]),
    countUpTo === null ? null : videos.count(match, countUpTo),
  ])
  const entries = rows.map((row) => ({ id: idOf(row._id), counts: countsOf(row), key: row[field] }))
  const cut = cutPage(entries, page.limit, ({ id, key }) => [keyValue(key!), id])
  return { entries: cut.entries.map(({ id, counts }) => ({ id, counts })), next: cut.next, total }
}
