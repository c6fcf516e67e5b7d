import { type RawBuilder, sql } from 'kysely'
import type { Params } from './statement.ts'

export interface Folded {
  day: string
}

/** What a fold reads though no counter keeps it. */
export const dailyOnly: Record<string, string[]> = { video: ['watched_seconds'] }

const ofVideo: readonly string[] = ['views', 'watched_seconds', 'likes', 'comments']
const sumOf = (column: string): RawBuilder<unknown> => sql`coalesce(sum(delta)
  filter (where counter = ${sql.lit(`video.${column}`)}), 0) as ${sql.ref(column)}`

const upsert = (table: string, id: string, columns: readonly string[], rows: RawBuilder<unknown>) => sql`
  insert into ${sql.table(table)} as days (${sql.join([id, 'day', ...columns].map((name) => sql.ref(name)))})
  ${rows}
  on conflict (${sql.ref(id)}, day) do update set ${sql.join(
    columns.map(
      (name) => sql`${sql.ref(name)} = ${sql.ref(`days.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
    ),
  )}`

/**
 * For the fold of one kind of counter: what it takes is noted in its day too, of the video and of its channel, which
 * costs no write of a request and no sum when it is read. Further parts of its statement, behind `taken`.
 */
export const daysOf: Record<string, (p: Params<Folded>) => RawBuilder<unknown>> = {
  video: (p) => sql`,
    seen as materialized (
      select target_id, owner_id, ${sql.join(ofVideo.map(sumOf))}
      from taken join videos on videos.id = target_id
      where owner_id is not null
      group by target_id, owner_id
    ),
    noted as (${upsert(
      ...(['video_days', 'video_id', ofVideo] as const),
      sql`select target_id, ${p.day}::text, ${sql.join(ofVideo.map((name) => sql.ref(name)))} from seen`,
    )}),
    summed as (${upsert(
      ...(['channel_days', 'user_id', ofVideo] as const),
      sql`select owner_id, ${p.day}::text, ${sql.join(ofVideo.map((name) => sql`sum(${sql.ref(name)})`))}
        from seen group by owner_id`,
    )})`,
  user: (p) => sql`,
    noted as (${upsert(
      ...(['channel_days', 'user_id', ['subscribers_gained', 'subscribers_lost']] as const),
      sql`select target_id, ${p.day}::text, coalesce(sum(delta) filter (where delta > 0), 0),
          coalesce(-sum(delta) filter (where delta < 0), 0)
        from taken join users on users.id = target_id
        where counter = 'user.subscribers' and closed_at is null group by target_id`,
    )})`,
}
