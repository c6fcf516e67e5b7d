import type { Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'

export interface HistoryTables {
  watch_history: {
    user_id: Id
    video_id: Id
    watched_at: Date
    position_seconds: Generated<number>
  }
}
