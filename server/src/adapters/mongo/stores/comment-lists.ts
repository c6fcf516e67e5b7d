import type { Document, ObjectId } from 'mongodb'
import type { CommentOrder, FoundThread, Thread, ThreadFacts } from '../../../features/comments/store.ts'
import { keyValue, type SortKey } from '../../../lib/cursor.ts'
import { cutPage, type PageRequest } from '../../../lists/page.ts'
import { type Audience, heedsBlocks } from '../../../policy.ts'
import type { Runner } from '../connection.ts'
import type { CommentDocument, VideoDocument } from '../documents.ts'
import { idOf, idOrNull, oid } from '../ids.ts'
import { unblocked } from './audience.ts'
import { beyond, type Direction, readPage } from './pages.ts'

interface Source {
  match: Document
  sort: Record<string, Direction>
  /** Of the cursor's values. */
  after(key: SortKey): Document[]
  keyOf(row: CommentDocument): SortKey
}

/** A pinned comment stands first; replies stand the oldest first. */
function sourceOf(thread: Thread, order: CommentOrder): Source {
  if (thread.kind === 'replies')
    return {
      match: { parent: oid(thread.parentId) },
      sort: { createdAt: 1, _id: 1 },
      after: ([at, id]) =>
        beyond([
          ['createdAt', 1, new Date(at as number)],
          ['_id', 1, oid(String(id))],
        ]),
      keyOf: ({ createdAt, _id }) => [createdAt.getTime(), idOf(_id)],
    }
  const field = order === 'newest' ? 'createdAt' : 'likesCount'
  return {
    match: { video: oid(thread.videoId), parent: null },
    sort: { isPinned: -1, [field]: -1, _id: -1 },
    after: ([pinned, key, id]) =>
      beyond([
        ['isPinned', -1, Number(pinned) > 0],
        [field, -1, order === 'newest' ? new Date(key as number) : key],
        ['_id', -1, oid(String(id))],
      ]),
    keyOf: (row) => [Number(row.isPinned), keyValue(row[field]), idOf(row._id)],
  }
}

type Deciding = Pick<VideoDocument, 'owner' | 'privacy' | 'isPublished'>
const deciding = { owner: 1, privacy: 1, isPublished: 1 }

/** What decides who may see the thread. */
async function factsOf(runner: Runner, thread: Thread): Promise<ThreadFacts | null> {
  const above =
    thread.kind === 'replies' ? await runner.in('comments').one({ _id: oid(thread.parentId) }) : null
  if (thread.kind === 'replies' && !above) return null
  const videoId: ObjectId = thread.kind === 'replies' ? above!.video : oid(thread.videoId)
  const filter = { _id: videoId, owner: { $ne: null } }
  const video = await runner.in('videos').one<Deciding>(filter, { projection: deciding })
  if (!video) return null
  const { owner, privacy, isPublished } = video
  return { video: { ownerId: idOf(owner!), privacy, isPublished }, authorId: idOrNull(above?.owner) }
}

export async function commentIds(
  runner: Runner,
  thread: Thread,
  order: CommentOrder,
  audience: Audience,
  page: PageRequest,
  countUpTo: number | null,
): Promise<FoundThread> {
  const { match, sort, after, keyOf } = sourceOf(thread, order)
  const stages = heedsBlocks(audience) ? unblocked(audience.viewerId, 'owner') : []
  const begins = page.after && after(page.after)
  const comments = runner.in('comments')
  const [facts, rows, counted] = await Promise.all([
    factsOf(runner, thread),
    readPage<CommentDocument>(comments, { match, sort, after: begins, stages }, page),
    countUpTo === null
      ? null
      : comments.gather<{ total: number }>([
          { $match: match },
          ...[...stages, { $limit: countUpTo }, { $count: 'total' }],
        ]),
  ])
  const entries = rows.map((row) => ({ id: idOf(row._id), key: keyOf(row) }))
  const cut = cutPage(entries, page.limit, ({ key }) => key)
  return {
    entries: cut.entries.map(({ id }) => ({ id })),
    next: cut.next,
    total: counted && facts ? (counted[0]?.total ?? 0) : null,
    thread: facts,
  }
}
