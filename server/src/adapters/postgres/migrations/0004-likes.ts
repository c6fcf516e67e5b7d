import type { Migration } from './index.ts'

/** A like goes with what it is for: a foreign key, which also refuses a like for what goes at that very moment. */
export const likes: Migration = {
  id: 4,
  name: 'likes',
  up: `
    delete from likes
      where target_kind = 'video' and not exists (select from videos where videos.id = likes.target_id);
    alter table likes add video_id text collate "C"
      generated always as (case target_kind when 'video' then target_id end) stored
      references videos on delete cascade;
    create index likes_video on likes (video_id) where video_id is not null;
    drop index likes_target;
  `,
}
