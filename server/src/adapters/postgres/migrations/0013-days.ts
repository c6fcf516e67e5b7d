import type { Migration } from './index.ts'

/** What happened by day, in UTC: `2026-03-04`, as text, which sorts alike everywhere. */
export const days: Migration = {
  id: 13,
  name: 'days',
  up: `
    create table video_days (
      video_id text collate "C" not null references videos on delete cascade,
      day text collate "C" not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
      views bigint not null default 0,
      watched_seconds bigint not null default 0,
      likes bigint not null default 0,
      comments bigint not null default 0,
      primary key (video_id, day)
    ) with (fillfactor = 70);

    create table channel_days (
      user_id text collate "C" not null references users on delete cascade,
      day text collate "C" not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
      views bigint not null default 0,
      watched_seconds bigint not null default 0,
      likes bigint not null default 0,
      comments bigint not null default 0,
      subscribers_gained bigint not null default 0,
      subscribers_lost bigint not null default 0,
      primary key (user_id, day)
    ) with (fillfactor = 70);
  `,
}
