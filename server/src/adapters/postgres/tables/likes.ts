import type { ColumnType } from 'kysely'
import type { Id } from '../../../lib/id.ts'

export interface LikeTables {
  likes: {
    liked_by: Id
    target_kind: 'video' | 'comment' | 'tweet'
    target_id: Id
    created_at: Date
    /** The target by its kind, for a foreign key. Made by the database. */
    video_id: ColumnType<Id | null, never, never>
    comment_id: ColumnType<Id | null, never, never>
    tweet_id: ColumnType<Id | null, never, never>
  }
}
