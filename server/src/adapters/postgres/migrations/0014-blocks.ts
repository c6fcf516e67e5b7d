import type { Migration } from './index.ts'

/** Both directions have an index that answers from itself whether one of two has blocked the other. */
export const blocks: Migration = {
  id: 14,
  name: 'blocks',
  up: `
    create table blocks (
      blocker_id text collate "C" not null references users on delete cascade,
      blocked_id text collate "C" not null references users on delete cascade,
      created_at timestamptz(3) not null,
      primary key (blocker_id, blocked_id),
      check (blocker_id <> blocked_id)
    );
    create index blocks_blocked on blocks (blocked_id, blocker_id);
    create index blocks_newest on blocks (blocker_id, created_at, blocked_id);
  `,
}
