import pg from 'pg'
import { viewerName } from './people.ts'
import { numbers, skewed } from './random.ts'

/** What of a seeded site is asked for. */
export interface Known {
  /** Of the 200 with the most videos: ids, and user names. */
  owners: string[]
  names: string[]
  /** Videos as people ask for them: few most of the time. None of the viewer's, whose own show more. */
  ids: string[]
  /** At row 10,000 and nineteen pages beyond. */
  deepCursors: string[]
  /** The video with the most comments, and the twenty comments with the most replies. */
  commented: string
  replied: string[]
  viewer: string
  /** The viewer's public one of 500 videos. */
  playlist: string
}

export async function knownOf(connection: pg.ClientConfig, url: string): Promise<Known> {
  const client = new pg.Client(connection)
  await client.connect()
  const all = async (text: string): Promise<string[]> =>
    (await client.query<{ value: string }>(text)).rows.map(({ value }) => value)
  try {
    const owners = await all(
      `select owner_id as value from videos where listed group by 1 order by count(*) desc, 1 limit 200`,
    )
    const popular = await all(
      `select video_id as value from video_counters join videos on id = video_id
        where listed and owner_id <> (select id from users where username = '${viewerName}')
        order by views desc limit 10000`,
    )
    const [viewer] = await all(`select id as value from users where username = '${viewerName}'`)
    const random = numbers(11)
    return {
      owners,
      names: await all(
        `select username as value from users where id = any('{${owners.join(',')}}') order by username`,
      ),
      ids: Array.from({ length: 2_000 }, () => popular[skewed(random, popular.length)]!),
      deepCursors: await deepCursors(url),
      commented: (
        await all('select video_id as value from video_counters order by comments desc limit 1')
      )[0]!,
      replied: await all('select comment_id as value from comment_counters order by replies desc limit 20'),
      viewer: viewer!,
      playlist: (
        await all(`select playlist_id as value from playlist_entries join playlists on id = playlist_id
          where owner_id = '${viewer}' group by 1 order by count(*) desc limit 1`)
      )[0]!,
    }
  } finally {
    await client.end()
  }
}

interface List {
  data: { nextCursor: string }
}

async function deepCursors(url: string): Promise<string[]> {
  const next = async (query: string): Promise<string> =>
    ((await (await fetch(`${url}/api/v1/videos?${query}`)).json()) as List).data.nextCursor
  const cursors = [await next('limit=100&page=100')]
  while (cursors.length < 20) cursors.push(await next(`limit=15&cursor=${cursors.at(-1)}`))
  return cursors
}
