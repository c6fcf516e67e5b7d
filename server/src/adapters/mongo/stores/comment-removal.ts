import type { ObjectId } from 'mongodb'
import type { Id } from '../../../lib/id.ts'
import type { Mongo, Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import { hold } from '../hold.ts'
import { idOf, oid } from '../ids.ts'

const buried = { owner: null, content: '', isPinned: false, isHearted: false, editedAt: null }

async function removeLikes(tx: Transaction, comment: ObjectId): Promise<void> {
  const unliked = await tx.in('likes').removeAll({ comment })
  const counted = { counter: 'comment.likes', targetId: idOf(comment), delta: -unliked } as const
  if (unliked > 0) await appendDeltas(tx, [counted])
}

/**
 * After the transaction that removed these comments: a like of the same moment has not met the removal, nor the removal it, so
 * that both look once more.
 */
export async function removeLateLikes(mongo: Mongo, comments: ObjectId[]): Promise<void> {
  for (const comment of comments)
    if (await mongo.in('likes').one({ comment })) await mongo.transaction((tx) => removeLikes(tx, comment))
}

/** False: there is no such comment (any more). */
export async function removeComment(tx: Transaction, id: Id, now: Date): Promise<boolean> {
  const comments = tx.in('comments')
  const comment = await comments.one({ _id: oid(id), owner: { $ne: null } })
  if (!comment) return false
  const { _id, video, parent } = comment
  const root = parent ?? _id
  // A thread stands still while one of it is removed: nobody can add a reply to what goes at this moment.
  await hold(tx, 'comments', { _id: root })
  await removeLikes(tx, _id)
  const hasReplies = parent === null && (await comments.one({ parent: _id })) !== null
  if (hasReplies) {
    await comments.change({ _id }, { $set: { ...buried, updatedAt: now } })
  } else {
    await comments.remove({ _id })
  }
  await appendDeltas(tx, [{ counter: 'video.comments', targetId: idOf(video), delta: -1 }])
  if (parent !== null) {
    await appendDeltas(tx, [{ counter: 'comment.replies', targetId: idOf(parent), delta: -1 }])
    // A tombstone goes with the last reply below it.
    if (!(await comments.one({ parent }))) await comments.remove({ _id: parent, owner: null })
  }
  return true
}
