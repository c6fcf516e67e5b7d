import type { Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'

export interface SubscriptionTables {
  subscriptions: {
    id: Generated<Id>
    subscriber_id: Id
    channel_id: Id
    notify: Generated<'all' | 'none'>
    created_at: Date
  }
}
