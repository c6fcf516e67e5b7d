import { type RawBuilder, sql } from 'kysely'
import { ranking } from '../../../../features/search/store.ts'

/** Points of popularity and age, which stand beside the words of a video. */
export function scoreOf(counters: string, publishedAt: RawBuilder<unknown>): RawBuilder<number> {
  const { doubled, likeInViews, daysPerDoubling, ageFrom } = ranking
  const secondsPerPoint = (daysPerDoubling * 86_400) / doubled
  const views = sql`coalesce(${sql.ref(`${counters}.views`)}, 0)`
  const likes = sql`coalesce(${sql.ref(`${counters}.likes`)}, 0)`
  const watched = sql`greatest(0, ${views} + ${likes}::float8 * ${sql.lit(likeInViews)})`
  return sql<number>`greatest(0, round(ln(1 + ${watched}) / ln(2::float8) * ${sql.lit(doubled)})
    + floor((extract(epoch from ${publishedAt}) - ${sql.lit(ageFrom.getTime() / 1000)}) / ${sql.lit(secondsPerPoint)}))::integer`
}

/** For those whose counters are `added` just now. Most have as many points as before. */
export const rescore: RawBuilder<unknown> = sql`
  update video_search set score = ${scoreOf('added', sql.ref('video_search.published_at'))}
  from added where video_search.video_id = added.video_id
    and score <> ${scoreOf('added', sql.ref('video_search.published_at'))}`
