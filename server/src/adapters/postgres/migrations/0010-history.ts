import type { Migration } from './index.ts'

/** A position that no player has told is null, so that looking at a video again leaves the one that is known. */
export const history: Migration = {
  id: 10,
  name: 'history',
  up: `
    alter table users add history_paused boolean not null default false;
    alter table watch_history alter position_seconds drop not null, alter position_seconds drop default;
  `,
}
