import type { Migration } from './index.ts'

export const videos: Migration = {
  id: 3,
  name: 'videos',
  up: `
    create table videos (
      id text collate "C" primary key,
      owner_id text collate "C" not null references users,
      title text not null,
      title_key text collate "C" not null,
      description text not null,
      tags text[] not null,
      title_words text[] not null,
      description_words text[] not null,
      tag_words text[] not null,
      words text[] not null generated always as (title_words || description_words || tag_words) stored,
      privacy text not null check (privacy in ('public', 'unlisted', 'private')),
      is_published boolean not null,
      published_at timestamptz(3),
      duration_seconds double precision not null,

      source_key text,
      progressive_key text,
      hls jsonb,
      poster_key text,
      thumbnail_key text,
      thumbnail_small_key text,
      thumbnail_is_own boolean not null,
      storyboard_key text,
      media_version integer not null default 1,

      processing_state text not null check (processing_state in ('queued', 'processing', 'ready', 'failed')),
      processing_stage text not null,
      processing_percent integer not null,
      processing_error text,
      truncated boolean not null default false,
      claim_job text collate "C",
      claim_fence integer,
      pending_prefixes text[] not null default '{}',

      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      listed boolean not null generated always as (
        privacy = 'public' and is_published and progressive_key is not null
      ) stored
    );
    create index videos_newest on videos (published_at, id) where listed;
    create index videos_longest on videos (duration_seconds, id) where listed;
    create index videos_title on videos (title_key, id) where listed;
    create index videos_owner on videos (owner_id, published_at, id) where listed;
    create index videos_owned on videos (owner_id, created_at, id);
    create index videos_in_work on videos (owner_id) where processing_state in ('queued', 'processing');
    create index videos_words on videos using gin (words) where listed;
    alter table videos alter column words set statistics 1000;

    create table video_counters (
      video_id text collate "C" primary key references videos on delete cascade,
      views integer not null default 0,
      likes integer not null default 0,
      comments integer not null default 0
    ) with (fillfactor = 70);
    create index video_counters_views on video_counters (views, video_id);

    create table view_windows (
      video_id text collate "C" not null,
      viewer_key text collate "C" not null,
      network_key text collate "C",
      counted_at timestamptz(3) not null,
      primary key (video_id, viewer_key)
    );
    create index view_windows_network on view_windows (video_id, network_key) where network_key is not null;
    create index view_windows_age on view_windows (counted_at);

    create table watch_history (
      user_id text collate "C" not null references users on delete cascade,
      video_id text collate "C" not null references videos on delete cascade,
      watched_at timestamptz(3) not null,
      position_seconds double precision not null default 0,
      primary key (user_id, video_id)
    );
    create index watch_history_newest on watch_history (user_id, watched_at, video_id);
    create index watch_history_video on watch_history (video_id);

    create table likes (
      liked_by text collate "C" not null references users on delete cascade,
      target_kind text collate "C" not null check (target_kind in ('video', 'comment', 'tweet')),
      target_id text collate "C" not null,
      created_at timestamptz(3) not null,
      primary key (liked_by, target_kind, target_id)
    );
    create index likes_newest on likes (liked_by, target_kind, created_at, target_id);
    create index likes_target on likes (target_kind, target_id);

    create table subscriptions (
      subscriber_id text collate "C" not null references users on delete cascade,
      channel_id text collate "C" not null references users on delete cascade,
      created_at timestamptz(3) not null,
      primary key (subscriber_id, channel_id),
      check (subscriber_id <> channel_id)
    );
    create index subscriptions_subscriber on subscriptions (subscriber_id, created_at, channel_id);
    create index subscriptions_channel on subscriptions (channel_id, created_at, subscriber_id);
  `,
}
