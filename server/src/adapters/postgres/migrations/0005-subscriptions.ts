import type { Migration } from './index.ts'

/** The default of the id is for rows of older backups; the program gives each its own. */
export const subscriptions: Migration = {
  id: 5,
  name: 'subscriptions',
  up: `
    alter table subscriptions
      add id text collate "C" not null default substr(md5(gen_random_uuid()::text), 1, 24),
      add notify text not null default 'all' check (notify in ('all', 'none'));
  `,
}
