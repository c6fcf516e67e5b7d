import type { Migration } from './index.ts'

export const jobs: Migration = {
  id: 1,
  name: 'jobs',
  up: `
    create table jobs (
      id text collate "C" primary key,
      name text not null,
      key text,
      state text not null check (state in ('due', 'running', 'done', 'parked')),
      payload jsonb not null,
      attempts integer not null default 0,
      fence integer not null default 0,
      run_at timestamptz(3) not null,
      lease_until timestamptz(3),
      line_at timestamptz(3) not null default statement_timestamp(),
      ready_at timestamptz(3) not null generated always as (coalesce(lease_until, run_at)) stored,
      reason text,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check ((state = 'running') = (lease_until is not null))
    );
    create unique index jobs_unfinished_key on jobs (name, key) where state in ('due', 'running');
    create index jobs_ready on jobs (line_at, id) where state in ('due', 'running');
    create index jobs_state on jobs (state, updated_at);

    create table counter_deltas (
      seq bigint generated always as identity primary key,
      counter text not null,
      target_id text collate "C" not null,
      delta integer not null
    );
    create index counter_deltas_target on counter_deltas (target_id, counter);
    -- Each row lives for a second: what is left of them is cleared early, not in relation to a size of nearly none.
    alter table counter_deltas set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
  `,
}
