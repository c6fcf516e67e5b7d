import pg from 'pg'
import { connectEmbedded } from '../../../server/src/adapters/postgres/embedded/start.ts'
import { positionBetween } from '../../../server/src/lib/position.ts'

interface Lists {
  /** A video, and how many comments it shall have. */
  film: string
  comments: number
  /** A playlist, and how many videos it shall hold. */
  playlist: string
  entries: number
}

/** Straight into the tables of the server that runs on this folder: so many uploads would take an hour. */
export async function fill(dataDir: string, { film, comments, playlist, entries }: Lists): Promise<void> {
  const connection = await connectEmbedded({ dataDir })
  if (!connection) throw new Error(`No database runs in ${dataDir}`)
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query(
      `insert into comments (id, video_id, owner_id, content, created_at, updated_at)
       select 'c' || lpad(to_hex(n), 23, '0'), id, owner_id,
         repeat('What is to be seen here is worth more than one look. ', 1 + n % 5) || 'At 0:' || 10 + n % 10 || ' it begins.',
         now() - n * interval '1 minute', now() - n * interval '1 minute'
       from videos, generate_series(1, $2::integer) as n where id = $1`,
      [film, comments],
    )
    await client.query(
      `insert into comment_counters (comment_id, video_id) select id, video_id from comments where video_id = $1`,
      [film],
    )
    await client.query(`update video_counters set comments = $2 where video_id = $1`, [film, comments])
    // Beside the one that is there: the same files under other titles.
    await client.query(
      `insert into videos (id, owner_id, title, title_key, description, tags, privacy, is_published, duration_seconds,
         progressive_key, hls, poster_key, thumbnail_key, thumbnail_small_key, thumbnail_is_own, storyboard_key,
         processing_state, processing_stage, processing_percent, published_at, created_at, updated_at)
       select 'e' || lpad(to_hex(n), 23, '0'), owner_id, title || ', part ' || n, title_key, description, tags, privacy, is_published,
         duration_seconds, progressive_key, hls, poster_key, thumbnail_key, thumbnail_small_key, thumbnail_is_own, storyboard_key,
         processing_state, processing_stage, processing_percent, published_at - n * interval '1 minute', created_at, updated_at
       from videos, generate_series(1, $2::integer) as n where id = $1`,
      [film, entries - 1],
    )
    await client.query(`insert into video_counters (video_id) select id from videos on conflict do nothing`)
    await client.query(
      `insert into playlist_entries (playlist_id, video_id, position, added_at)
       select $1, 'e' || lpad(to_hex(n), 23, '0'), position, now()
       from unnest($2::text[]) with ordinality as given (position, n)`,
      [playlist, await positions(client, playlist, entries - 1)],
    )
  } finally {
    await client.end()
  }
}

async function positions(client: pg.Client, playlist: string, count: number): Promise<string[]> {
  const { rows } = await client.query<{ last: string }>(
    'select max(position) as last from playlist_entries where playlist_id = $1',
    [playlist],
  )
  const all = [rows[0]!.last]
  while (all.length <= count) all.push(positionBetween(all.at(-1)!, null))
  return all.slice(1)
}
