import type { CounterTables } from './tables/counters.ts'
import type { JobTables } from './tables/jobs.ts'
import type { MigrationTables } from './tables/migrations.ts'
import type { SessionTables } from './tables/sessions.ts'
import type { UserTables } from './tables/users.ts'

/** Every table that statements may name. A feature adds its file below `tables/` and its line here. */
export interface Database extends MigrationTables, JobTables, CounterTables, UserTables, SessionTables {}
