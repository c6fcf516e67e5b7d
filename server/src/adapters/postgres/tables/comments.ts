import type { Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'

export interface CommentTables {
  comments: {
    id: Id
    video_id: Id
    /** Null: a tombstone. */
    owner_id: Id | null
    parent_id: Id | null
    content: string
    is_pinned: Generated<boolean>
    is_hearted: Generated<boolean>
    edited_at: Date | null
    created_at: Date
    updated_at: Date
  }
  comment_counters: {
    comment_id: Id
    /** Null: of a reply. */
    video_id: Id | null
    is_pinned: Generated<boolean>
    likes: Generated<number>
    replies: Generated<number>
  }
}
