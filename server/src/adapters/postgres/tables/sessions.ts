import type { Id } from '../../../lib/id.ts'

export interface SessionTables {
  sessions: {
    id: Id
    user_id: Id
    /** What the refresh tokens are derived from, with the server's secret and their number. */
    seed: string
    /** The number of the current refresh token. */
    number: number
    rotated_at: Date
    user_agent: string
    address: string
    last_used_at: Date
    expires_at: Date
    created_at: Date
  }
}
