/**
 * The statements for videos of the hand-written server: one for each answer. The number of rows stands in
 * the text: as a parameter it makes PostgreSQL plan anew each time, for a plan that fits any number looks dear.
 */

/** One more than a page shows, to know whether there is a next one. */
const rows = 16
export const pageLimit = rows - 1

export const card = `v.id, v.title, v.description, to_json(v.tags) as tags, v.privacy, v.is_published, v.duration_seconds,
  v.progressive_key, v.thumbnail_key, v.thumbnail_small_key, v.storyboard_key, v.created_at, v.updated_at, v.published_at,
  u.id as owner_id, u.username, u.full_name, u.avatar, c.views, c.likes, c.comments`

const listed = `from videos v join users u on u.id = v.owner_id join video_counters c on c.video_id = v.id where v.listed`

/** Counters are exact to the moment on the page of a video: what is not folded yet is added. */
export const pending = (counter: string, target: string): string =>
  `coalesce((select sum(delta) from counter_deltas where target_id = ${target} and counter = '${counter}'), 0)::integer`

const detail = `${card.replace('c.views, c.likes, c.comments', '')}
  c.views + ${pending('video.views', 'v.id')} as views, c.likes + ${pending('video.likes', 'v.id')} as likes,
  c.comments + ${pending('video.comments', 'v.id')} as comments,
  uc.subscribers + ${pending('user.subscribers', 'u.id')} as subscribers,
  v.comments_enabled, v.hls, v.poster_key, v.processing_state, v.processing_stage, v.processing_percent,
  v.processing_error, v.truncated`

const detailFrom = `from videos v join users u on u.id = v.owner_id join video_counters c on c.video_id = v.id
  join user_counters uc on uc.user_id = v.owner_id where v.id = $1`

export const statements = {
  newest: `select ${card} ${listed} order by v.published_at desc, v.id desc limit ${rows}`,
  newestAfter: `select ${card} ${listed} and (v.published_at, v.id) < ($1::timestamptz, $2::text)
    order by v.published_at desc, v.id desc limit ${rows}`,
  mostViewed: `select ${card} from video_counters c join videos v on v.id = c.video_id
    join users u on u.id = v.owner_id where v.listed order by c.views desc, c.video_id desc limit ${rows}`,
  ofOwner: `select ${card} ${listed} and v.owner_id = $1 order by v.published_at desc, v.id desc limit ${rows}`,
  count: 'select count(*)::integer as total from (select from videos where listed limit 10000) as few',
  countOfOwner: `select count(*)::integer as total
    from (select from videos where listed and owner_id = $1 limit 10000) as few`,
  detail: `select ${detail}, false as is_liked, false as is_subscribed, 0 as position ${detailFrom}`,
  detailForViewer: `select ${detail},
    exists (select from likes where liked_by = $2 and target_kind = 'video' and target_id = v.id) as is_liked,
    exists (select from subscriptions where subscriber_id = $2 and channel_id = v.owner_id) as is_subscribed,
    coalesce((select position_seconds from watch_history where user_id = $2 and video_id = v.id), 0) as position
    ${detailFrom}`,
} as const

const found = `from video_search where array_to_tsvector(
  array_remove(string_to_array(title || tags || channel || description || '@' || owner_id, ' '), '')
) @@ (select $1::tsquery)`

/** One word, by relevance. */
export const searched = {
  page: `select ${card}, hits.points from (
      select video_id, score + case when title like $2 then 48 when title || tags || channel like $2 then 24 else 0 end as points
      ${found} order by points desc, video_id desc limit ${rows}
    ) as hits join videos v on v.id = hits.video_id join users u on u.id = v.owner_id
    join video_counters c on c.video_id = v.id order by hits.points desc, v.id desc`,
  count: `select count(*)::integer as total from (select ${found} limit 10000) as few`,
} as const
