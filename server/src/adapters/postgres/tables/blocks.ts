import type { Id } from '../../../lib/id.ts'

export interface BlockTables {
  blocks: {
    blocker_id: Id
    blocked_id: Id
    created_at: Date
  }
}
