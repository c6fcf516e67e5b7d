import type { Id } from '../../../lib/id.ts'
import type { Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import { hold } from '../hold.ts'
import { idOf, oid } from '../ids.ts'

const buried = { owner: null, content: '', isPinned: false, isHearted: false, editedAt: null }

/** Of a comment that is removed. */
export async function removeLikes(tx: Transaction, id: Id): Promise<void> {
  const unliked = await tx.in('likes').removeAll({ comment: oid(id) })
  if (unliked > 0) await appendDeltas(tx, [{ counter: 'comment.likes', targetId: id, delta: -unliked }])
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
  await removeLikes(tx, id)
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
