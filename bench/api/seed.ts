import pg from 'pg'
import { searchWords, titleKeyOf } from '../../server/src/features/videos/words.ts'
import { makeId } from '../../server/src/lib/id.ts'
import { numbers, skewed } from './random.ts'

export const seeded = { users: 2_000, videos: 20_000, likes: 200_000, subscriptions: 40_000 } as const

const batch = 1_000
const day = 86_400_000
const vocabulary =
  'a the of and how to make build learn small slow quiet bright summer winter river mountain city train kitchen garden guitar piano paper wood light shadow history code bread tea story journey night morning colour sound film letter map bridge'.split(
    ' ',
  )

interface User {
  id: string
  username: string
  createdAt: Date
}

/** Fills an empty, migrated database; straight into the tables, in the shape in which the stores write. */
export async function seed(connection: pg.ClientConfig): Promise<{ owners: string[] }> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query('set synchronous_commit = off')
    const random = numbers(7)
    const users = makeUsers(random)
    await insertAll(client, 'users', users.map(userRow))
    await insertAll(client, 'videos', makeVideos(random, users))
    await client.query(counters)
    await client.query('select setseed(0.5)')
    await client.query(relations)
    await client.query('vacuum (analyze)')
    const { rows } = await client.query<{ owner_id: string }>(
      'select owner_id from videos group by owner_id order by count(*) desc, owner_id limit 200',
    )
    return { owners: rows.map((row) => row.owner_id) }
  } finally {
    await client.end()
  }
}

const words = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => vocabulary[Math.floor(random() * vocabulary.length)]).join(' ')

const makeUsers = (random: () => number): User[] =>
  Array.from({ length: seeded.users }, (_, n) => {
    const createdAt = new Date(Date.now() - Math.floor((400 + random() * 400) * day))
    return { id: makeId(createdAt), username: `user${n}`, createdAt }
  })

const userRow = ({ id, username, createdAt }: User) => ({
  ...{ id, username, email: `${username}@example.org`, full_name: `The ${username}`, bio: '', role: 'user' },
  ...{
    avatar: `public/users/${id}/${'5f'.repeat(12)}-256.jpg`,
    cover_image: '',
    password_hash: 'nobody can log in',
  },
  ...{ created_at: createdAt, updated_at: createdAt },
})

function makeVideos(random: () => number, users: User[]): object[] {
  return Array.from({ length: seeded.videos }, () => {
    const at = new Date(Date.now() - Math.floor((1 + random() * 390) * day))
    const id = makeId(at)
    const title = words(random, 3 + Math.floor(random() * 6))
    const description = words(random, 20 + Math.floor(random() * 60))
    const tags = [...new Set(words(random, 3).split(' '))]
    const found = searchWords({ title, description, tags })
    const durationSeconds = Math.round(20 + random() ** 3 * 3_000)
    return {
      ...{
        id,
        owner_id: users[skewed(random, users.length)]!.id,
        title,
        title_key: titleKeyOf(title),
        description,
        tags,
      },
      ...{ title_words: found.title, description_words: found.description, tag_words: found.tags },
      ...{
        privacy: random() < 0.95 ? 'public' : 'unlisted',
        is_published: random() < 0.98,
        published_at: at,
      },
      ...{ duration_seconds: durationSeconds, truncated: false, ...mediaOf(id, durationSeconds) },
      ...{
        processing_state: 'ready',
        processing_stage: 'done',
        processing_percent: 100,
        processing_error: null,
      },
      ...{ media_version: 1, pending_prefixes: [], created_at: at, updated_at: at },
    }
  })
}

const generation = 'c0ffee'.repeat(4)

function mediaOf(id: string, durationSeconds: number): object {
  const folder = (kind: string): string => `public/videos/${id}/${kind}/${generation}/`
  const rendition = (width: number, height: number, bits: number) => ({
    ...{ name: `v${height}`, width, height, frameRate: 30, codecs: 'avc1.64001f', copied: false },
    ...{ peakBitRate: bits, averageBitRate: Math.round(bits * 0.7) },
  })
  const renditions = [
    rendition(1920, 1080, 6e6),
    rendition(1280, 720, 3e6),
    rendition(854, 480, 15e5),
    rendition(640, 360, 8e5),
  ]
  return {
    ...{
      source_key: `private/videos/${id}/source/${generation}/source.mp4`,
      progressive_key: `${folder('file')}video.mp4`,
    },
    hls: { key: `${folder('hls')}master.m3u8`, renditions, hasAudio: true, durationSeconds, complete: true },
    ...{ poster_key: `${folder('img')}poster.jpg`, thumbnail_key: `${folder('img')}large.jpg` },
    ...{ thumbnail_small_key: `${folder('img')}small.jpg`, thumbnail_is_own: false },
    storyboard_key: `${folder('storyboard')}storyboard.vtt`,
  }
}

async function insertAll(client: pg.Client, tableName: string, rows: object[]): Promise<void> {
  const columns = Object.keys(rows[0]!).join(', ')
  for (let at = 0; at < rows.length; at += batch) {
    await client.query(
      `insert into ${tableName} (${columns}) select ${columns} from json_populate_recordset(null::${tableName}, $1)`,
      [JSON.stringify(rows.slice(at, at + batch))],
    )
  }
}

/** Few videos have most of the views. */
const counters = `
  insert into video_counters (video_id, views, likes, comments)
    select id, floor(3 * exp(12 * power(random(), 4)))::integer, floor(random() * 20), floor(random() * 5) from videos;
  insert into user_counters (user_id, videos)
    select users.id, count(videos.id) from users left join videos on owner_id = users.id and listed group by users.id`

const relations = `
  create temporary table some_users as select id, row_number() over (order by id) as n from users;
  create temporary table some_videos as select id, row_number() over (order by id) as n from videos;
  create unique index on some_users (n); create unique index on some_videos (n); analyze some_users; analyze some_videos;
  insert into likes (liked_by, target_kind, target_id, created_at)
    select some_users.id, 'video', some_videos.id, now() - random() * interval '300 days'
    from (select 1 + floor(random() * ${seeded.users}) as u, 1 + floor(power(random(), 3) * ${seeded.videos}) as v
          from generate_series(1, ${seeded.likes})) as pairs
    join some_users on some_users.n = u join some_videos on some_videos.n = v on conflict do nothing;
  insert into subscriptions (subscriber_id, channel_id, created_at)
    select follower.id, channel.id, now() - random() * interval '300 days'
    from (select 1 + floor(random() * ${seeded.users}) as f, 1 + floor(power(random(), 3) * ${seeded.users}) as c
          from generate_series(1, ${seeded.subscriptions})) as pairs
    join some_users as follower on follower.n = f join some_users as channel on channel.n = c
    where f <> c on conflict do nothing`
