import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, postgresUnderTest } from '../../../../test/support/database.ts'
import { databaseOf, idOf, manyUsers, manyVideos, twoPages } from '../../../../test/support/many-rows.ts'
import { type Plan, plansOf } from '../../../../test/support/plans.ts'
import { makeId } from '../../../lib/id.ts'
import type { PageRequest } from '../../../lists/page.ts'
import type { Audience } from '../../../policy.ts'
import { systemClock } from '../../../ports/clock.ts'
import type { Postgres } from '../connection.ts'
import { postgresBlocks } from './blocks.ts'
import { postgresComments } from './comments.ts'
import { postgresLikes } from './likes.ts'
import { postgresSessions } from './sessions.ts'
import { postgresSubscriptions } from './subscriptions.ts'
import { postgresTweets } from './tweets.ts'
import { postgresUsers } from './users.ts'
import { postgresVideos } from './videos.ts'

const makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) }, announce: () => {} }

/** The hundred thousandth row must not be felt: every list is read from its index, in its order. */

const [ann, film, hot] = [idOf('a', 1), idOf('b', 1), idOf('c', 1)]

/** One of everything has tens of thousands of rows, many others have a few. */
const rows = `
  ${manyUsers(100_000)}
  insert into user_counters (user_id) select id from users;
  ${manyVideos(50_000, 'n')}
  insert into subscriptions (id, subscriber_id, channel_id, created_at)
    select id_of('d', n), id_of('a', n), id_of('a', 1), moment(n) from generate_series(2, 50000) as n
    union all select id_of('e', n), id_of('a', 1), id_of('a', n), moment(n) from generate_series(2, 50000) as n;
  insert into comments (id, video_id, owner_id, parent_id, content, created_at, updated_at)
    select id_of('c', n), id_of('b', case when n % 2 = 0 then 1 else n / 2 + 1 end), id_of('a', n), null, 'Nice',
      moment(n), moment(n) from generate_series(1, 50000) as n;
  insert into comments (id, video_id, owner_id, parent_id, content, created_at, updated_at)
    select id_of('c', n), id_of('b', 1), id_of('a', n), id_of('c', case when n % 2 = 0 then 1 else n - 50000 end),
      'Nice', moment(n), moment(n) from generate_series(50001, 100000) as n;
  insert into comment_counters (comment_id, video_id, likes)
    select id, case when parent_id is null then video_id end, 100000 / (1 + random() * 1000) from comments;
  insert into tweets (id, owner_id, content, created_at, updated_at)
    select id_of('f', n), id_of('a', case when n % 2 = 0 then 1 else n end), 'Hello', moment(n), moment(n)
    from generate_series(1, 100000) as n;
  insert into likes (liked_by, target_kind, target_id, created_at)
    select id_of('a', 1), 'video', id_of('b', n), moment(n) from generate_series(1, 50000) as n
    union all select id_of('a', n), 'comment', id_of('c', n), moment(n) from generate_series(1, 50000) as n;
  insert into blocks (blocker_id, blocked_id, created_at)
    select id_of('a', 1), id_of('a', n), moment(n) from generate_series(4, 100000, 4) as n
    union all select id_of('a', n), id_of('a', 1), moment(n) from generate_series(5, 100000, 5) as n
    union all select id_of('a', n), id_of('a', n + 1), moment(n) from generate_series(2, 50000) as n;`

/** One has blocked tens of thousands, and as many have blocked them; the other has no blocks. */
const audiences: [string, Audience][] = [
  ['whoever has many blocks', { viewerId: ann }],
  ['whoever has none', { viewerId: ann, hasBlocks: false }],
]

const lists: [string, (postgres: Postgres, audience: Audience) => Promise<void>, string][] = [
  [
    'liked videos',
    (postgres, audience) => twoPages((page) => postgresLikes({ postgres }).videoIds(ann, audience, page)),
    'likes_newest',
  ],
  [
    'subscribers of a channel',
    (postgres, audience) =>
      twoPages((page) => postgresSubscriptions({ postgres }).subscriberIds(ann, audience, page)),
    'subscriptions_channel',
  ],
  [
    'channels of a subscriber',
    (postgres, audience) =>
      twoPages((page) => postgresSubscriptions({ postgres }).channelIds(ann, audience, page)),
    'subscriptions_subscriber',
  ],
  [
    'the newest comments',
    (postgres, audience) => twoPages(commentPages(postgres, audience, 'newest')),
    'comments_newest',
  ],
  [
    'the most liked comments',
    (postgres, audience) => twoPages(commentPages(postgres, audience, 'mostLiked')),
    'comment_counters_likes',
  ],
  [
    'replies',
    (postgres, audience) =>
      twoPages((page) =>
        postgresComments({ postgres }).ids(
          { kind: 'replies', parentId: hot },
          'newest',
          audience,
          page,
          null,
        ),
      ),
    'comments_replies',
  ],
  [
    'blocked users',
    (postgres) => twoPages((page) => postgresBlocks({ postgres }).ids(ann, page)),
    'blocks_newest',
  ],
  [
    "everybody's tweets",
    (postgres, audience) => twoPages((page) => postgresTweets({ postgres }).ids(null, audience, page)),
    'tweets_newest',
  ],
  [
    "one user's tweets",
    (postgres, audience) => twoPages((page) => postgresTweets({ postgres }).ids(ann, audience, page)),
    'tweets_owner',
  ],
]

const commentPages =
  (postgres: Postgres, audience: Audience, order: 'newest' | 'mostLiked') => (page: PageRequest) =>
    postgresComments({ postgres }).ids({ kind: 'comments', videoId: film }, order, audience, page, null)

describe.each(postgresUnderTest())('plans at 100,000 rows on $name', (engine) => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await databaseOf(rows, engine)
  }, 180_000)
  afterAll(() => database?.drop())

  const shown = audiences.flatMap(([who, audience]) =>
    lists.map(([what, read, index]) => ({ what, who, read, index, audience })),
  )
  it.each(shown)('reads $what for $who from an index, in its order', async ({ read, index, audience }) => {
    const plans = await plansOf(database.url, (postgres) => read(postgres, audience))
    expect(plans.length).toBeGreaterThan(0)
    const wrong = plans.filter(
      (plan: Plan) => plan.isSorted || plan.scanned.length > 0 || !plan.indexes.includes(index),
    )
    expect(wrong).toEqual([])
  })

  it('finds the blocks between people by their keys', async () => {
    const store = (postgres: Postgres) => postgresBlocks({ postgres })
    const others = Array.from({ length: 3 }, (_, n) => idOf('a', 3 + 4 * n))
    const between = await plansOf(database.url, async (postgres) => {
      expect(await store(postgres).isBetween(ann, [...others, idOf('a', 8)])).toBe(true)
    })
    const session = await plansOf(database.url, (postgres) =>
      postgresSessions({ postgres }).viewer(ann, ann, new Date()),
    )
    for (const { indexes, scanned } of [...between, ...session]) {
      expect(scanned.filter((table) => table === 'blocks')).toEqual([])
      expect(indexes).toEqual(expect.arrayContaining([expect.stringMatching(/^blocks_/)]))
    }
  })

  it.each([1, 100])('finds what %i ask for at the same moment by its keys', async (count) => {
    const plans = await plansOf(database.url, async (postgres) => {
      const parts = { postgres, ...makers }
      const [sessions, users, videos] = [
        ...[postgresSessions(parts), postgresUsers(parts), postgresVideos(parts)],
      ] as const
      const asked = Array.from({ length: count }, (_, n) => [
        sessions.viewer(idOf('d', n + 1), idOf('a', n + 1), new Date()),
        users.findChannel(`u${n + 1}`, idOf('a', n + 2)),
        videos.standing(idOf('a', n + 1), idOf('b', n + 1)),
      ])
      await Promise.all(asked.flat())
    })
    expect(new Set(plans.map(({ statement }) => statement)).size).toBe(3)
    const large = ['users', 'videos', 'user_counters', 'likes', 'subscriptions', 'blocks']
    expect(plans.filter(({ scanned }) => scanned.some((table) => large.includes(table)))).toEqual([])
  })

  it('finds the likes of one viewer among many by their key', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => idOf('b', n * 7 + 1))
    const plans = await plansOf(database.url, async (postgres) => {
      expect(await postgresLikes({ postgres }).likedAmong(ann, 'video', ids)).toHaveProperty('size', 100)
    })
    expect(plans.length).toBeGreaterThan(0)
    for (const { indexes, scanned } of plans)
      expect({ indexes, scanned }).toEqual({ indexes: ['likes_pkey'], scanned: [] })
  })
})
