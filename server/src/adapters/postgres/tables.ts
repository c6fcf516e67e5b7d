import type { CounterTables } from './tables/counters.ts'
import type { JobTables } from './tables/jobs.ts'
import type { MigrationTables } from './tables/migrations.ts'

/** Every table that statements may name. A feature adds its file below `tables/` and its line here. */
export interface Database extends MigrationTables, JobTables, CounterTables {}
