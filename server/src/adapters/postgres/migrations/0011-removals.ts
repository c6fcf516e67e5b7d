import type { Migration } from './index.ts'

/** A video without an owner is removed, a user who is closed too: nobody sees them, and jobs clear away what hangs from them. */
export const removals: Migration = {
  id: 11,
  name: 'removals',
  up: `
    alter table videos alter column owner_id drop not null;
    alter table videos add constraint videos_removed
      check (owner_id is not null or (privacy = 'private' and not is_published));

    alter table users add closed_at timestamptz(3);
    create index users_closed on users (id) where closed_at is not null;
  `,
}
