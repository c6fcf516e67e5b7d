import type { Id } from '../../../lib/id.ts'

export interface IdempotencyTables {
  idempotency_records: {
    user_id: Id
    operation: string
    key: string
    digest: string
    status: number
    target_id: Id
    created_at: Date
  }
}
