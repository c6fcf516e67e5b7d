import type { ColumnType, Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'
import type { JobState } from '../../../ports/job-queue.ts'

export interface JobTables {
  jobs: {
    id: Id
    name: string
    key: string | null
    state: JobState
    /** Given as JSON text. */
    payload: ColumnType<unknown, string, never>
    attempts: Generated<number>
    fence: Generated<number>
    run_at: Date
    lease_until: Date | null
    /** The place in the line of those that may be taken. */
    line_at: Generated<Date>
    /** When somebody may take it: the lease's end, else `run_at`. Made by the database. */
    ready_at: ColumnType<Date, never, never>
    reason: string | null
    created_at: Date
    updated_at: Date
  }
}
