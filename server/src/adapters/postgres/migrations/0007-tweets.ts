import type { Migration } from './index.ts'

export const tweets: Migration = {
  id: 7,
  name: 'tweets',
  up: `
    create table tweets (
      id text collate "C" primary key,
      owner_id text collate "C" not null references users,
      content text not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null
    );
    create index tweets_newest on tweets (created_at, id);
    create index tweets_owner on tweets (owner_id, created_at, id);

    create table tweet_counters (
      tweet_id text collate "C" primary key references tweets on delete cascade,
      likes integer not null default 0
    ) with (fillfactor = 70);

    delete from likes where target_kind = 'tweet';
    alter table likes add tweet_id text collate "C"
      generated always as (case target_kind when 'tweet' then target_id end) stored
      references tweets on delete cascade;
    create index likes_tweet on likes (tweet_id) where tweet_id is not null;
  `,
}
