import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, postgresUnderTest } from '../../../../../test/support/database.ts'
import { executed } from '../../../../../test/support/executed-plans.ts'
import { databaseOf, manyUsers, manyVideos } from '../../../../../test/support/many-rows.ts'
import type { SearchOrder, SearchQuery } from '../../../../features/search/store.ts'
import type { VideoOrder } from '../../../../features/videos/store.ts'
import { openPostgres, type Postgres } from '../../connection.ts'
import { postgresSearch } from './search.ts'

const count = 100_000

/** Of 100,000 videos, all hold "often" and the beginning "of", 3,333 hold "harbour", 10 hold "zephyr"; 200,000 other words. */
const seed = `
  ${manyUsers(1_000)}
  ${manyVideos(count, 'n % 1000 + 1')}
  update videos set duration_seconds = abs(hashtext(id)) % 3000, title_key = md5(id);
  insert into video_counters (video_id, views) select id, 1000000 / (1 + abs(hashtext(id)) % 5000) from videos;
  insert into video_search (video_id, owner_id, score, published_at, title, tags, channel, description)
    select id_of('b', n), id_of('a', n % 1000 + 1), 100 + abs(hashint8(n)) % 400, moment(n),
      ' film ' || 'word' || n || case when n % 30 = 7 then ' harbour ' else ' ' end,
      ' tag' || n % 700 || ' ', ' name' || n % 1000 || ' ',
      ' often other' || n || case when n % 10000 = 9 then ' zephyr' else '' end || ' sea of words '
    from generate_series(1, ${count}) as n;
  insert into search_words (word, shape)
    select word, word from (select translate('word' || md5(n::text), '0123456789', 'ghijklmnop') as word
      from generate_series(1, 200000) as n) as made on conflict do nothing;
  insert into search_words (word, shape) values ('zephyr', 'zephyr') on conflict do nothing;`

const word = (text: string, isPrefix = false) => ({ forms: [text], isPrefix })
const asked = (...words: SearchQuery['words']): SearchQuery => ({ words, phrases: [], without: [] })
const orders = ['relevance', 'newest', 'oldest', 'mostViewed', 'longest', 'titleAZ'] as const
const indexOf: Partial<Record<SearchOrder, string>> = {
  ...{ relevance: 'video_counters_views', mostViewed: 'video_counters_views', newest: 'videos_newest' },
  ...{ oldest: 'videos_newest', longest: 'videos_longest', titleAZ: 'videos_title' },
}

describe.each(postgresUnderTest())('plans of searches among 100,000 on $name', (engine) => {
  let database: FreshDatabase
  let postgres: Postgres
  beforeAll(async () => {
    database = await databaseOf(seed, engine)
    postgres = await openPostgres({ connection: database.url, poolSize: 1, statementTimeoutMs: 60_000 })
  }, 300_000)
  afterAll(async () => {
    await postgres?.close()
    await database?.drop()
  })

  const planOf = (
    query: SearchQuery,
    order: SearchOrder,
    filter: { ownerId?: string } = {},
    known: number | null = null,
  ) =>
    executed(postgres, (hurried) =>
      postgresSearch({ postgres, hurried }).ids(
        query,
        filter,
        order,
        { viewerId: null },
        { limit: 15, offset: 0, after: null },
        known,
      ),
    )

  // A named statement is planned for its values at first, and for any values when it has run for a while.
  describe.each(['force_custom_plan', 'force_generic_plan'])('with %s', (mode) => {
    beforeAll(() => postgres.script(`set plan_cache_mode = ${mode}`))

    it.each(orders)('finds rare words by %s in the index of words', async (order) => {
      for (const query of [asked(word('zephyr')), asked(word('often'), word('zeph', true))]) {
        const plan = await planOf(query, order)
        expect(plan.indexes).toContain('video_search_words')
        expect(plan.kinds).not.toContain('Seq Scan')
        expect(plan.rows).toBeLessThanOrEqual(16)
      }
    })

    it.each([null, 3_333])('meets each of 3,333 hits once, where %s is known', async (known) => {
      const plan = await planOf(asked(word('harbour', true)), 'relevance', {}, known)
      expect(plan.indexes).toContain('video_search_words')
      expect(plan.kinds).not.toContain('Seq Scan')
      expect(plan.rows).toBeLessThanOrEqual(3_334)
    })

    it('finds a common word in one channel without meeting the hits of others', async () => {
      const plan = await planOf(asked(word('often')), 'relevance', { ownerId: `a${'1'.padStart(23, '0')}` })
      expect(plan.rows).toBeLessThanOrEqual(100)
    })

    it.each(orders)('looks at some of those who hold a common word by %s, and at no table', async (order) => {
      const plan = await planOf(asked(word('often')), order)
      expect(plan.indexes).toContain(indexOf[order])
      expect(plan.kinds.filter((kind) => kind === 'Seq Scan')).toEqual([])
      expect(plan.rows).toBeLessThanOrEqual(count)
    })

    it('finds words that look alike without meeting them all', async () => {
      const plan = await executed(postgres, (hurried) =>
        postgresSearch({ postgres, hurried }).similarWords([word('zehpyr')]),
      )
      expect(plan.indexes).toEqual(['search_words_shape'])
    })
  })

  it('finds the same whether hits are gathered or walked', async () => {
    const store = postgresSearch({ postgres, hurried: postgres })
    const page = { limit: 20, offset: 0, after: null }
    for (const order of orders.filter((order): order is VideoOrder & typeof order => order !== 'relevance')) {
      const ids = async (query: SearchQuery) =>
        (await store.ids(query, {}, order, { viewerId: null }, page, null)).entries.map(({ id }) => id)
      const walked = await ids({ ...asked(word('often')), without: [['nothing']] })
      expect(walked).toEqual(await ids({ words: [], phrases: [], without: [['nothing']] }))
      expect(walked).toHaveLength(20)
    }
  })
})
