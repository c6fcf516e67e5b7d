import type { Migration } from './index.ts'

/** A video without an owner is removed: nobody sees it, and a job clears away what hangs from it. */
export const removals: Migration = {
  id: 11,
  name: 'removals',
  up: `
    alter table videos alter column owner_id drop not null;
    alter table videos add constraint videos_removed
      check (owner_id is not null or (privacy = 'private' and not is_published));
  `,
}
