import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FreshDatabase } from '../../../../test/support/database.ts'
import { executed } from '../../../../test/support/executed-plans.ts'
import { databaseOf } from '../../../../test/support/many-rows.ts'
import type { VideoFilter, VideoOrder } from '../../../features/videos/store.ts'
import type { SortKey } from '../../../lib/cursor.ts'
import { openPostgres, type Postgres } from '../connection.ts'
import { videoIds } from './video-lists.ts'

/** 100,000 videos of 500 channels, nine of ten of them listed, with few who have most of the views. */
const seed = `
  insert into users (id, username, email, full_name, avatar, cover_image, password_hash, created_at, updated_at)
  select lpad(to_hex(n), 24, '0'), 'u' || n, n || '@example.org', 'User ' || n, '', '', '', now(), now()
  from generate_series(1, 500) as n;
  insert into videos (id, owner_id, title, title_key, description, tags,
    privacy, is_published, published_at, duration_seconds, progressive_key, thumbnail_is_own,
    processing_state, processing_stage, processing_percent, created_at, updated_at)
  select left(md5(n::text), 24), lpad(to_hex(1 + n % 500), 24, '0'), 'Title ' || n, md5(n::text), '', '{}',
    case when n % 10 = 0 then 'private' else 'public' end, true, now() - n * interval '1 minute', n % 3000,
    'public/f', false, 'ready', 'done', 100, now(), now()
  from generate_series(1, 100000) as n;
  insert into video_counters (video_id, views) select id, (1000000 / (1 + ascii(right(id, 1)) * 7919 % 997)) from videos;
`

let database: FreshDatabase
let postgres: Postgres

beforeAll(async () => {
  database = await databaseOf(seed)
  postgres = await openPostgres({ connection: database.url, poolSize: 1, statementTimeoutMs: 60_000 })
}, 180_000)
afterAll(async () => {
  await postgres.close()
  await database.drop()
})

const planOf = (order: VideoOrder, filter: VideoFilter = {}, after: SortKey | null = null) =>
  executed(postgres, (watched) => videoIds(watched, filter, order, { limit: 15, offset: 0, after }, null))

const deep: Record<VideoOrder, SortKey> = {
  newest: [Date.now() - 50_000 * 60_000, 'a'.repeat(24)],
  oldest: [Date.now() - 50_000 * 60_000, 'a'.repeat(24)],
  mostViewed: [2_000, 'b'.repeat(24)],
  leastViewed: [2_000, 'b'.repeat(24)],
  longest: [1_500, 'a'.repeat(24)],
  shortest: [1_500, 'a'.repeat(24)],
  titleAZ: ['8', 'a'.repeat(24)],
  titleZA: ['8', 'a'.repeat(24)],
}
const indexOf: Record<VideoOrder, string> = {
  ...{ newest: 'videos_newest', oldest: 'videos_newest', mostViewed: 'video_counters_views' },
  ...{ leastViewed: 'video_counters_views', longest: 'videos_longest', shortest: 'videos_longest' },
  ...{ titleAZ: 'videos_title', titleZA: 'videos_title' },
}

// A named statement is planned for its values at first, and for any values when it has run for a while.
describe.each(['force_custom_plan', 'force_generic_plan'])('with %s', (mode) => {
  beforeAll(() => postgres.script(`set plan_cache_mode = ${mode}`))

  it.each(Object.entries(deep))(
    'reads a page by %s from its index, at the start and deep down',
    async (name, key) => {
      const order = name as VideoOrder
      for (const after of [null, key]) {
        const plan = await planOf(order, {}, after)
        expect(plan.indexes).toContain(indexOf[order])
        expect(plan.kinds).not.toContain('Seq Scan')
        expect(plan.kinds).not.toContain('Sort')
        expect(plan.rows).toBeLessThan(100)
      }
    },
  )

  it('reads the page of a channel from its index', async () => {
    const plan = await planOf('newest', { ownerId: '1'.padStart(24, '0') })
    expect(plan.indexes).toEqual(['videos_owner', 'video_counters_pkey'])
    expect(plan.rows).toBeLessThan(100)
  })
})
