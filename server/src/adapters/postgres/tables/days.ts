import type { Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'

/** What was added and taken away on that day; likes and comments may be below zero. */
interface Day {
  /** In UTC, such as `2026-03-04`. */
  day: string
  views: Generated<number>
  watched_seconds: Generated<number>
  likes: Generated<number>
  comments: Generated<number>
}

/** Written by the fold of counters (counters.ts). */
export interface DayTables {
  video_days: Day & { video_id: Id }
  channel_days: Day & {
    user_id: Id
    subscribers_gained: Generated<number>
    subscribers_lost: Generated<number>
  }
}
