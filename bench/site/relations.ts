import { followed, kept, seeded, viewerName, watched } from './people.ts'

/**
 * What people do, in statements, for millions of rows are made faster where they stay. `k` ranks what is popular, from 1. Who likes
 * and follows is dealt out by steps that meet nobody twice. Not more than 18,000 videos are talked about, so that lists have as many rows at both sizes.
 */
const popular = 18_000

const helpers = `
  create function pg_temp.id_at(at timestamptz) returns text language sql volatile as $$
    select lpad(to_hex(floor(extract(epoch from at))::bigint), 8, '0')
      || substr(md5(random()::text || random()::text), 1, 16) $$;
  create function pg_temp.between(since timestamptz) returns timestamptz language sql volatile as $$
    select date_trunc('milliseconds', since + (now() - since) * random()) $$;
  create temporary table someone as
    select id, username, (row_number() over (order by username <> '${viewerName}' desc, md5(username)))::integer - 1 as n from users;
  create unique index on someone (n);
  create temporary table talked as
    select id, owner_id, created_at, (row_number() over (order by md5(id)))::integer as k from videos where listed;
  create unique index on talked (k);
  analyze someone; analyze talked`

const comments = `
  create temporary table spoken as
    select pg_temp.id_at(at) as id, video_id, owner_id, parent_id, content, at
    from (select talked.id as video_id, null::text as parent_id, someone.id as owner_id, said.content,
        pg_temp.between(talked.created_at) as at
      from (select floor(power(${popular + 1}, random()))::integer as k, floor(random() * ${seeded.users})::integer as u,
          1 + floor(random() * (select count(*) from said))::integer as s
        from generate_series(1, ${seeded.comments * 0.8})) as dealt
      join talked using (k) join someone on someone.n = u join said on said.n = s) as made`

const replies = `
  create temporary table discussed as
    select id, video_id, at, (row_number() over (order by md5(id)))::integer as k from spoken;
  create unique index on discussed (k);
  analyze discussed;
  insert into spoken
    select pg_temp.id_at(at), video_id, owner_id, parent_id, content, at
    from (select discussed.video_id, discussed.id as parent_id, someone.id as owner_id, said.content,
        pg_temp.between(discussed.at) as at
      from (select floor(power(100001, random()))::integer as k, floor(random() * ${seeded.users})::integer as u,
          1 + floor(random() * (select count(*) from said))::integer as s
        from generate_series(1, ${seeded.comments * 0.2})) as dealt
      join discussed using (k) join someone on someone.n = u join said on said.n = s) as made;
  insert into comments (id, video_id, owner_id, parent_id, content, created_at, updated_at)
    select id, video_id, owner_id, parent_id, content, at, at from spoken order by at`

/** So many for what stands at rank k, of so many users at most. */
const dealtOut = (kind: string, table: string, most: number, ranks: number) => `
  insert into likes (liked_by, target_kind, target_id, created_at)
    select someone.id, '${kind}', target.id, date_trunc('milliseconds', now() - random() * interval '300 days')
    from ${table} as target
    cross join generate_series(0, least(1900, ceil(${most} / sqrt(target.k)))::integer - 1) as step
    join someone on someone.n = (target.k * 37 + step * 7) % ${seeded.users}
    where target.k <= ${ranks}`

const likes = `
  ${dealtOut('video', 'talked', 5_800, popular)};
  ${dealtOut('comment', 'discussed', 900, 40_000)};
  create temporary table told as
    select pg_temp.id_at(at) as id, owner_id, content, at, k
    from (select dealt.k, someone.id as owner_id, left(said.content, 250) as content,
        date_trunc('milliseconds', now() - random() * interval '300 days') as at
      from (select k, floor(${seeded.users} * power(random(), 3))::integer as u,
          1 + floor(random() * (select count(*) from said))::integer as s
        from generate_series(1, ${seeded.tweets}) as k) as dealt
      join someone on someone.n = u join said on said.n = s) as made;
  insert into tweets (id, owner_id, content, created_at, updated_at) select id, owner_id, content, at, at from told;
  ${dealtOut('tweet', 'told', 300, seeded.tweets)}`

const subscriptions = `
  create temporary table channels as
    select id, n, (row_number() over (order by md5('channel' || username)))::integer as k from someone;
  insert into subscriptions (id, subscriber_id, channel_id, created_at)
    select pg_temp.id_at(at), subscriber_id, channel_id, at
    from (select follower.id as subscriber_id, channels.id as channel_id,
        date_trunc('milliseconds', now() - random() * interval '300 days') as at
      from channels cross join generate_series(0, least(1900, ceil(2500 / sqrt(k)))::integer - 1) as step
      join someone as follower on follower.n = (k * 41 + step * 7) % ${seeded.users}
      where follower.id <> channels.id and follower.username <> '${viewerName}') as followers;
  insert into subscriptions (id, subscriber_id, channel_id, created_at)
    select pg_temp.id_at(at), viewer.id, channels.id, at
    from someone as viewer cross join (select id, date_trunc('milliseconds', now() - random() * interval '300 days') as at
      from channels where k <= ${followed + 1} and id <> (select id from someone where username = '${viewerName}')
      order by k limit ${followed}) as channels
    where viewer.username = '${viewerName}'`

const library = `
  insert into watch_history (user_id, video_id, watched_at, position_seconds)
    select someone.id, talked.id, date_trunc('milliseconds', now() - random() * interval '60 days'), floor(random() * 20)
    from someone cross join generate_series(0, case username when '${viewerName}' then ${watched} else 100 end - 1) as step
    join talked on talked.k = 1 + (someone.n * 53 + step * 13) % ${popular};
  insert into playlists (id, owner_id, kind, name, privacy, created_at, updated_at)
    select id, id, 'watch_later', 'Watch later', 'private', created_at, created_at from users;
  create temporary table made as
    select pg_temp.id_at(at) as id, owner_id, at, entries, n
    from (select id as owner_id, someone.n * 3 + list as n, date_trunc('milliseconds', now() - interval '1 day' - random() * interval '200 days') as at,
        case when username = '${viewerName}' and list = 0 then ${kept} else 10 end as entries
      from someone cross join generate_series(0, 2) as list) as lists;
  insert into playlists (id, owner_id, kind, name, privacy, created_at, updated_at)
    select id, owner_id, 'own', 'List ' || made.n, 'public', at, at from made;
  insert into playlist_entries (playlist_id, video_id, position, added_at)
    select made.id, talked.id, position, at
    from made cross join generate_series(0, entries - 1) as step join places on places.n = step + 1
    join talked on talked.k = 1 + (made.n * 59 + step * 11) % ${popular}`

/** Exactly what is there, as \`reelbase verify\` counts it. Few videos have most of the views. */
const counters = `
  analyze likes; analyze comments; analyze subscriptions; analyze tweets;
  insert into video_counters (video_id, views, likes, comments)
    select videos.id, floor(3e6 / power(coalesce(talked.k, 1e6), 0.9))::integer + floor(random() * 50)::integer,
      coalesce(liked.n, 0), coalesce(spoken.n, 0)
    from videos left join talked on talked.id = videos.id
    left join (select target_id, count(*) as n from likes where target_kind = 'video' group by 1) as liked on target_id = videos.id
    left join (select video_id, count(*) as n from comments where owner_id is not null group by 1) as spoken on spoken.video_id = videos.id;
  insert into comment_counters (comment_id, video_id, is_pinned, likes, replies)
    select id, case when comments.parent_id is null then video_id end, is_pinned, coalesce(liked.n, 0), coalesce(replies.n, 0)
    from comments
    left join (select target_id, count(*) as n from likes where target_kind = 'comment' group by 1) as liked on target_id = id
    left join (select parent_id, count(*) as n from comments where parent_id is not null group by 1) as replies on replies.parent_id = id;
  insert into tweet_counters (tweet_id, likes)
    select id, count(target_id) from tweets left join likes on target_kind = 'tweet' and target_id = id group by id;
  insert into user_counters (user_id, subscribers, subscriptions, videos)
    select id, coalesce(subscribers.n, 0), coalesce(followed.n, 0), coalesce(published.n, 0) from users
    left join (select channel_id, count(*) as n from subscriptions group by 1) as subscribers on channel_id = id
    left join (select subscriber_id, count(*) as n from subscriptions group by 1) as followed on subscriber_id = id
    left join (select owner_id, count(*) as n from videos where listed group by 1) as published on owner_id = id`

/** In this order; before, `said` has sentences and `places` positions in a list, both numbered from 1. */
export const relations = { helpers, comments, replies, likes, subscriptions, library, counters }
