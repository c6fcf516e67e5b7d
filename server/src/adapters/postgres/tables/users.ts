import type { Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'

export interface UserTables {
  users: {
    id: Id
    /** Folded to lower case. */
    username: string
    /** Folded to lower case. */
    email: string
    full_name: string
    bio: Generated<string>
    /** Object keys; empty: none. An adopted old database holds URLs. */
    avatar: string
    cover_image: string
    password_hash: string
    role: Generated<'user' | 'admin'>
    /** The account is deleted, and what hangs from it is still being cleared away. */
    closed_at: Generated<Date | null>
    history_paused: Generated<boolean>
    created_at: Date
    updated_at: Date
  }
  user_counters: {
    user_id: Id
    subscribers: Generated<number>
    subscriptions: Generated<number>
    videos: Generated<number>
  }
}
