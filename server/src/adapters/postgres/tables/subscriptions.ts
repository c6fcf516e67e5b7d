import type { Id } from '../../../lib/id.ts'

export interface SubscriptionTables {
  subscriptions: {
    subscriber_id: Id
    channel_id: Id
    created_at: Date
  }
}
