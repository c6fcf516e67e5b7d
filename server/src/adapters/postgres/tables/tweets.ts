import type { Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'

export interface TweetTables {
  tweets: {
    id: Id
    owner_id: Id
    content: string
    created_at: Date
    updated_at: Date
  }
  tweet_counters: {
    tweet_id: Id
    likes: Generated<number>
  }
}
