import type { Migration } from './index.ts'

/** Which site this is: its files carry the same id. */
export const site: Migration = {
  id: 16,
  name: 'site',
  up: `
    create table site (
      is_one boolean primary key default true check (is_one),
      id text collate "C" not null
    );
  `,
}
