import type { Id } from '../../lib/id.ts'
import { isOwner, policy } from '../../policy.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { CommentOfVideo } from './store.ts'

/** A comment that is there, and no tombstone. */
export type LiveComment = CommentOfVideo & { ownerId: Id }

export const commentPolicy = policy({
  /** Everybody may see their own, also below a video that was hidden since. */
  view: (viewer, comment: Pick<LiveComment, 'ownerId' | 'video'>) =>
    isOwner(viewer, comment) || videoPolicy.view(viewer, comment.video),
  edit: isOwner,
  remove: (viewer, comment: Pick<LiveComment, 'ownerId' | 'video'>) =>
    isOwner(viewer, comment) || isOwner(viewer, comment.video),
  /** Pins and hearts. */
  distinguish: (viewer, comment: Pick<LiveComment, 'video'>) => isOwner(viewer, comment.video),
})
