import type { Id } from '../../../lib/id.ts'

export interface HistoryTables {
  watch_history: {
    user_id: Id
    video_id: Id
    watched_at: Date
    /** Null: no player has told it. */
    position_seconds: number | null
  }
}
