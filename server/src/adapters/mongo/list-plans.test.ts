import { ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mongoUnderTest } from '../../../test/support/database.ts'
import { openMongoUnderTest } from '../../../test/support/mongo.ts'
import { unanswered } from '../../../test/support/mongo-plans.ts'
import type { Database, Makers } from '../../database.ts'
import { parseQuery } from '../../features/search/query.ts'
import type { SearchOrder } from '../../features/search/store.ts'
import type { VideoOrder } from '../../features/videos/store.ts'
import { makeId } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import { systemClock } from '../../ports/clock.ts'
import type { Mongo } from './connection.ts'
import { mongoDatabase } from './database.ts'
import type { Documents } from './documents.ts'
import { videoOrders } from './stores/video-lists.ts'

const makers: Makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }

const rows = 60
const id = (kind: string, n: number): ObjectId => new ObjectId(kind + n.toString(16).padStart(23, '0'))
const [ann, bob, film, first, said] = [id('a', 0), id('a', 1), id('b', 0), id('c', 0), id('d', 0)]
const [annId, bobId, filmId] = [String(ann), String(bob), String(film)]
const somebody = (n: number): ObjectId => id('a', n + 2)
const at = (n: number): Date => new Date(Date.UTC(2026, 0, 1) + n * 60_000)
const times = (n: number) => ({ createdAt: at(n), updatedAt: at(n) })

type Made = { [Name in keyof Documents]?: (n: number) => object }

/** Of each so many, and Ann has part in all of them. */
const made: Made = {
  users: (n) => ({
    _id: id('a', n),
    username: `u${n}`,
    email: `${n}@example.org`,
    closedAt: null,
    ...times(n),
  }),
  sessions: (n) => ({ user: ann, lastUsedAt: at(n), expiresAt: new Date(Date.now() + 3_600_000) }),
  videos: (n) => ({
    ...{
      _id: id('b', n),
      owner: n % 3 ? ann : somebody(n),
      listed: true,
      publishedAt: at(n),
      views: n,
      duration: n,
    },
    ...{ titleKey: `t${n}`, isPublished: true, privacy: 'public', source: 'a', awaitsTranscoder: true },
    ...{ processing: { state: n % 2 ? 'ready' : 'failed' }, ...times(n) },
  }),
  comments: (n) => ({
    ...{ video: film, owner: somebody(n), parent: n % 2 ? said : null, isPinned: false, likesCount: n },
    ...times(n),
  }),
  tweets: (n) => ({ owner: n % 2 ? ann : bob, ...times(n) }),
  playlists: (n) => ({ ...(n === 0 && { _id: first }), owner: ann, privacy: 'public', ...times(n) }),
  playlistEntries: (n) => ({ playlist: first, video: id('b', n), position: String(n).padStart(3, '0') }),
  likes: (n) => ({ likedBy: ann, video: id('b', n), ...times(n) }),
  subscriptions: (n) => ({
    ...(n % 2 ? { subscriber: ann, channel: somebody(n) } : { subscriber: somebody(n), channel: ann }),
    ...times(n),
  }),
  blocks: (n) => ({ blocker: ann, blocked: somebody(rows + n), createdAt: at(n) }),
  watchHistory: (n) => ({ user: ann, video: id('b', n), watchedAt: at(n), position: 0 }),
  videoDays: (n) => ({ video: film, day: `2026-02-${n}`, views: 1 }),
  channelDays: (n) => ({ user: ann, day: `2026-02-${n}`, views: 1 }),
  jobs: (n) => ({
    name: 'work',
    key: null,
    state: n % 2 ? 'due' : 'done',
    isOpen: n % 2 > 0,
    readyAt: at(n),
    ...times(n),
  }),
  videoSearch: (n) => ({
    _id: id('b', n),
    owner: ann,
    score: n,
    words: ['sea', `w${n}`],
    title: ' sea ',
    tags: '',
    channel: '',
  }),
  searchWords: (n) => ({ _id: `word${n}`, trigrams: [`w${n}`], length: 6 }),
  counterDeltas: (n) => ({ counter: 'video.likes', target: id('b', n), delta: 1 }),
}

type List = (database: Database, page: PageRequest) => Promise<PageOfEntries<{ id: string }>>

const [nobody, annLooks] = [{ viewerId: null }, { viewerId: annId, hasBlocks: true }]
const look = { audience: annLooks, counted: [String(first)] }
const orders = Object.keys(videoOrders) as VideoOrder[]
const search = (text: string, order: SearchOrder) => (database: Database) =>
  database.search.ids(parseQuery(text)!, {}, order, nobody, { limit: 3, offset: 0, after: null }, null)

const lists: Record<string, List> = {
  ...Object.fromEntries(
    orders.flatMap((order): [string, List][] => [
      [`videos, ${order}`, ({ videos }, page) => videos.ids({}, order, nobody, page, 100)],
      [
        `a channel’s videos, ${order}`,
        ({ videos }, page) => videos.ids({ ownerId: annId }, order, nobody, page, 100),
      ],
    ]),
  ),
  'comments, newest': ({ comments }, page) =>
    comments.ids({ kind: 'comments', videoId: filmId }, 'newest', annLooks, page, 100),
  'comments, most liked': ({ comments }, page) =>
    comments.ids({ kind: 'comments', videoId: filmId }, 'mostLiked', annLooks, page, 100),
  replies: ({ comments }, page) =>
    comments.ids({ kind: 'replies', parentId: String(said) }, 'newest', annLooks, page, 100),
  'liked videos': ({ likes }, page) => likes.videoIds(annId, annLooks, page),
  'own playlists': ({ playlists }, page) => playlists.ids(annId, annLooks, page),
  'videos of a playlist': ({ playlists }, page) => playlists.videoIds(String(first), annLooks, page),
  subscribers: ({ subscriptions }, page) => subscriptions.subscriberIds(annId, annLooks, page),
  'channels that somebody follows': ({ subscriptions }, page) =>
    subscriptions.channelIds(annId, annLooks, page),
  history: ({ history }, page) => history.ids(annId, annLooks, page),
  'all tweets': ({ tweets }, page) => tweets.ids(null, annLooks, page),
  'tweets of somebody': ({ tweets }, page) => tweets.ids(bobId, annLooks, page),
  'videos of the dashboard': ({ dashboard }, page) => dashboard.videoIds(annId, annLooks, page),
  'people who are blocked': ({ blocks }, page) => blocks.ids(annId, page),
}

/** What has no pages. */
const others: Record<string, (database: Database) => Promise<unknown>> = {
  sessions: ({ sessions }) => sessions.listOf(annId, new Date()),
  'days of a channel': ({ dashboard }) =>
    dashboard.daysOfChannel(annId, { from: '2026-02-1', to: '2026-02-9' }),
  'days of a video': ({ dashboard }) => dashboard.daysOfVideo(filmId, { from: '2026-02-1', to: '2026-02-9' }),
  'what is liked of some': ({ likes }) => likes.likedAmong(annId, 'video', [filmId]),
  'playlists, loaded': ({ playlists }) => playlists.loadMany([String(first)], look, { entries: 50, ids: 5 }),
  'videos, loaded': ({ videos }) => videos.loadMany([filmId]),
  'a video': ({ videos }) => videos.findFor(annId, filmId),
  'a channel': ({ users }) => users.findChannel('u0', bobId),
  'a subscription': ({ subscriptions }) => subscriptions.stateOf(annId, bobId),
  'what waits for ffmpeg': ({ media }) => media.remakeable('waiting', filmId, 10),
  'what failed': ({ media }) => media.remakeable('failed', null, 10),
  'what can be made again': ({ media }) => media.remakeable('all', filmId, 10),
  'what is ahead in line': ({ media }) => media.earlierInWork(filmId),
  'newest jobs': ({ queue }) => queue.list({ limit: 10 }),
  'newest jobs of a state': ({ queue }) => queue.list({ state: 'parked', limit: 10 }),
  'due jobs': ({ queue }) => queue.due(['work'], 10),
}

const engine = mongoUnderTest()
if (engine)
  describe(`on ${engine.name}, by an index`, { timeout: 60_000 }, () => {
    let mongo: Mongo
    let close: () => Promise<void>
    beforeAll(async () => {
      ;({ mongo, close } = await openMongoUnderTest(engine.uri, makers))
      for (const [name, of] of Object.entries(made) as [keyof Documents, (n: number) => object][])
        await mongo.in(name).add(Array.from({ length: rows }, (_, n) => of(n)) as never[])
    }, 60_000)
    afterAll(() => close())

    const watched = (work: (database: Database) => Promise<unknown>) =>
      unanswered(mongo, (seen) => work(mongoDatabase({ ...makers, mongo: seen })))

    it.each(Object.entries(lists))('%s: the start, behind a cursor, and by number', async (_name, list) => {
      const said = await watched(async (database) => {
        const start = { limit: 3, offset: 0, after: null }
        const { entries, next } = await list(database, start)
        expect([entries.length, next]).toEqual([3, expect.any(Array)])
        await list(database, { ...start, after: next })
        await list(database, { ...start, offset: 3 })
      })
      expect(said).toEqual([])
    })

    it.each(Object.entries(others))('%s', async (_name, read) => {
      expect(await watched(read)).toEqual([])
    })

    // Nobody has more than 500, so those that may be seen are told apart when they are read.
    it('playlists of somebody else, private ones among them', async () => {
      const said = await watched(({ playlists }) =>
        playlists.ids(annId, nobody, { limit: 3, offset: 0, after: null }),
      )
      expect(said).toEqual([expect.stringContaining('"privacy":"public"')])
    })

    it.each([...orders, 'relevance'] as const)('what a search finds, to be sorted by %s', async (order) => {
      const said = await watched(search('sea', order))
      expect(said.filter((one) => one.startsWith('no index'))).toEqual([
        expect.stringMatching(/videoSearch answers .* in \{"\(gathered\)"/),
      ])
    })
  })
