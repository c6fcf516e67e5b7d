import type { Document, ObjectId } from 'mongodb'
import type { Id } from '../../../lib/id.ts'
import type { Runner } from '../connection.ts'
import { oid } from '../ids.ts'

/** The videos that this viewer may see by their address: policy.ts of the videos, as a filter. */
export const visibleTo = (viewerId: Id | null): Document => {
  const open = { isPublished: true, privacy: { $ne: 'private' }, owner: { $ne: null } }
  return viewerId ? { $or: [open, { owner: oid(viewerId) }] } : open
}

/** Leaves out rows whose video this viewer may not see. */
export const ofVisibleVideo = (viewerId: Id | null): Document[] => [
  {
    $lookup: {
      ...{ from: 'videos', localField: 'video', foreignField: '_id', as: 'seen' },
      pipeline: [{ $match: visibleTo(viewerId) }, { $project: { _id: 1 } }],
    },
  },
  { $match: { 'seen.0': { $exists: true } } },
]

/** Looked up by key: neither the viewer nor who stands in `field` has blocked the other one. */
export const unblocked = (viewerId: Id | null, field: string): Document[] =>
  viewerId === null
    ? []
    : [
        blockedBy('blockedByViewer', field, 'blocked', { blocker: oid(viewerId) }),
        blockedBy('blocksViewer', field, 'blocker', { blocked: oid(viewerId) }),
        { $match: { blockedByViewer: [], blocksViewer: [] } },
      ]

const blockedBy = (as: string, localField: string, foreignField: string, other: Document): Document => ({
  $lookup: {
    ...{ from: 'blocks', localField, foreignField, as },
    pipeline: [{ $match: other }, { $project: { _id: 1 } }],
  },
})

/** Whose account is closed. There are few of them at any moment. */
export async function closedIds(runner: Runner): Promise<ObjectId[]> {
  const rows = await runner.in('users').all({ closedAt: { $type: 'date' } }, { projection: { _id: 1 } })
  return rows.map(({ _id }) => _id)
}

export const isSomebody = async (runner: Runner, userId: Id): Promise<boolean> =>
  (await runner.in('users').one({ _id: oid(userId), closedAt: null }, { projection: { _id: 1 } })) !== null
