import type { Id } from '../../../lib/id.ts'

export interface LikeTables {
  likes: {
    liked_by: Id
    target_kind: 'video' | 'comment' | 'tweet'
    target_id: Id
    created_at: Date
  }
}
