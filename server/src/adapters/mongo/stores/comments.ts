import type { Comment, CommentOfVideo, CommentStore, NewComment } from '../../../features/comments/store.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { Mongo, Transaction } from '../connection.ts'
import { appendDeltas, type Pending, pendingAs, pendingOf } from '../counters.ts'
import type { CommentDocument, OwnerDocument, VideoDocument } from '../documents.ts'
import { hold } from '../hold.ts'
import { keepRecord } from '../idempotency.ts'
import { idOf, idOrNull, oid, oids } from '../ids.ts'
import { commentIds } from './comment-lists.ts'
import { removeComment, removeLateLikes } from './comment-removal.ts'
import { ownerOf, withOwner } from './owners.ts'

interface CommentRow extends CommentDocument {
  by: OwnerDocument[]
}
interface FoundRow extends CommentRow {
  pending: Pending
  of: [Pick<VideoDocument, 'owner' | 'privacy' | 'isPublished'>]
}

/** Whose account is closed has said nothing: their comments look like tombstones until they are gone. */
const theirs = withOwner({ closedAt: null })

const ofVideo = {
  $lookup: {
    ...{ from: 'videos', localField: 'video', foreignField: '_id', as: 'of' },
    pipeline: [{ $match: { owner: { $ne: null } } }, { $project: { owner: 1, privacy: 1, isPublished: 1 } }],
  },
}

async function add(tx: Transaction, { id, videoId, ownerId, content, repliesTo, now }: NewComment) {
  const video = await tx.in('videos').one({ _id: oid(videoId), owner: { $ne: null } })
  if (!video) return 'no_video'
  if (!video.commentsEnabled) return 'disabled'
  const above =
    repliesTo === null
      ? null
      : await tx.in('comments').one({ _id: oid(repliesTo), video: video._id, owner: { $ne: null } })
  const parent = above && (above.parent ?? above._id)
  const isGone = repliesTo !== null && (!parent || !(await hold(tx, 'comments', { _id: parent })))
  if (isGone) return 'no_parent'
  await tx.in('comments').add([
    {
      ...{ _id: oid(id), video: video._id, owner: oid(ownerId), parent, content },
      ...{ isPinned: false, isHearted: false, editedAt: null, likesCount: 0, repliesCount: 0 },
      ...{ createdAt: now, updatedAt: now },
    },
  ])
  await appendDeltas(tx, [{ counter: 'video.comments', targetId: videoId, delta: 1 }])
  if (parent) await appendDeltas(tx, [{ counter: 'comment.replies', targetId: idOf(parent), delta: 1 }])
  return 'added'
}

export function mongoComments({ mongo }: { mongo: Mongo }): CommentStore {
  const comments = mongo.in('comments')
  const said = (id: string) => ({ _id: oid(id), owner: { $ne: null } })
  return {
    add: (comment, { once }) =>
      mongo.transaction(async (tx) => {
        const outcome = await add(tx, comment)
        if (outcome === 'added') await keepRecord(tx, once, comment.id)
        return outcome
      }),
    async find(id) {
      const [row] = await comments.gather<FoundRow>([
        { $match: { _id: oid(id) } },
        ...[ofVideo, { $match: { 'of.0': { $exists: true } } }, theirs, pendingAs('pending')],
      ])
      return row ? exactly(row) : null
    },
    ids: (thread, order, audience, page, countUpTo) =>
      commentIds(mongo, thread, order, audience, page, countUpTo),
    async loadMany(ids) {
      if (ids.length === 0) return []
      const rows = await comments.gather<CommentRow>([{ $match: { _id: { $in: oids(ids) } } }, theirs])
      return inOrder(ids, rows.map(commentOf))
    },
    setContent: async (id, content, now) =>
      (await comments.change(said(id), { $set: { content, editedAt: now, updatedAt: now } })) > 0,
    setHearted: async (id, isHearted) => (await comments.change(said(id), { $set: { isHearted } })) > 0,
    setPinned: ({ id, videoId }, isPinned) =>
      mongo.transaction(async (tx) => {
        // Pins of one video take turns; whoever comments or likes need not wait.
        await hold(tx, 'videos', { _id: oid(videoId) })
        const others = { video: oid(videoId), isPinned: true, _id: { $ne: oid(id) } }
        if (isPinned) await tx.in('comments').changeAll(others, { $set: { isPinned: false } })
        return (await tx.in('comments').change({ ...said(id), parent: null }, { $set: { isPinned } })) > 0
      }),
    async remove(id, now) {
      const isRemoved = await mongo.transaction((tx) => removeComment(tx, id, now))
      if (isRemoved) await removeLateLikes(mongo, [oid(id)])
      return isRemoved
    },
  }
}

const commentOf = ({ by: [owner], ...row }: CommentRow): Comment => ({
  ...{ id: idOf(row._id), videoId: idOf(row.video), parentId: idOrNull(row.parent) },
  owner: owner ? ownerOf(owner) : null,
  content: owner ? row.content : '',
  ...{ isPinned: row.isPinned, isHearted: row.isHearted },
  ...{ likes: row.likesCount, replies: row.repliesCount },
  ...{ editedAt: row.editedAt, createdAt: row.createdAt, updatedAt: row.updatedAt },
})

function exactly(row: FoundRow): CommentOfVideo {
  const { owner, privacy, isPublished } = row.of[0]
  return {
    ...commentOf(row),
    likes: row.likesCount + pendingOf(row.pending, 'comment.likes'),
    replies: row.repliesCount + pendingOf(row.pending, 'comment.replies'),
    video: { ownerId: idOf(owner!), privacy, isPublished },
  }
}
