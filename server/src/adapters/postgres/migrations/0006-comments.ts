import type { Migration } from './index.ts'

/** A comment without an owner is a tombstone: its text is gone, and its place is kept for the replies below it. */
export const comments: Migration = {
  id: 6,
  name: 'comments',
  up: `
    alter table videos add comments_enabled boolean not null default true;

    create table comments (
      id text collate "C" primary key,
      video_id text collate "C" not null references videos on delete cascade,
      owner_id text collate "C" references users,
      parent_id text collate "C" references comments on delete cascade deferrable,
      content text not null,
      is_pinned boolean not null default false,
      is_hearted boolean not null default false,
      edited_at timestamptz(3),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check (owner_id is not null or (content = '' and parent_id is null)),
      check (not is_pinned or (parent_id is null and owner_id is not null))
    );
    create index comments_newest on comments (video_id, is_pinned, created_at, id) where parent_id is null;
    create index comments_replies on comments (parent_id, created_at, id) where parent_id is not null;
    create index comments_video on comments (video_id);
    create index comments_owner on comments (owner_id, created_at, id);
    create unique index comments_pinned on comments (video_id) where is_pinned;

    -- The video and the pin stand here for the list by likes; of a reply there is neither.
    create table comment_counters (
      comment_id text collate "C" primary key references comments on delete cascade,
      video_id text collate "C",
      is_pinned boolean not null default false,
      likes integer not null default 0,
      replies integer not null default 0
    ) with (fillfactor = 70);
    create index comment_counters_likes on comment_counters (video_id, is_pinned, likes, comment_id)
      where video_id is not null;

    delete from likes where target_kind = 'comment';
    alter table likes add comment_id text collate "C"
      generated always as (case target_kind when 'comment' then target_id end) stored
      references comments on delete cascade;
    create index likes_comment on likes (comment_id) where comment_id is not null;
  `,
}
