import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Viewer } from '../../viewer.ts'
import type { Link } from '../users/presenter.ts'
import type { Users } from '../users/service.ts'
import { tweetPolicy } from './policy.ts'
import { presentTweet } from './presenter.ts'
import type { Tweet, TweetStore } from './store.ts'

export type Tweets = ReturnType<typeof createTweets>

interface Parts {
  store: TweetStore
  users: Pick<Users, 'requireById'>
  /** Which of these tweets the viewer likes. */
  liked(viewer: Viewer, ids: Id[]): Promise<ReadonlySet<Id>>
  clock: Clock
  ids: Ids
}

interface TweetsAsked extends Asking {
  /** Null: everybody's. */
  ownerId: Id | null
  link: Link
}

/** A tweet and what one viewer has to do with it. */
export interface SeenTweet {
  tweet: Tweet
  isLiked: boolean
}

export function createTweets({ store, users, liked, clock, ids }: Parts) {
  async function requireById(id: Id): Promise<Tweet> {
    const tweet = await store.find(id)
    if (!tweet) throw appError('tweet_not_found')
    return tweet
  }

  async function seenBy(viewer: Viewer, id: Id): Promise<SeenTweet> {
    const [tweet, likes] = await Promise.all([requireById(id), liked(viewer, [id])])
    return { tweet, isLiked: likes.has(id) }
  }

  async function createTweet(viewer: Viewer, content: string, also: Also): Promise<SeenTweet> {
    const id = ids.next()
    await store.add({ id, ownerId: viewer.id, content, now: clock.now() }, also)
    return { tweet: await requireById(id), isLiked: false }
  }

  async function updateTweet(viewer: Viewer, id: Id, content: string): Promise<SeenTweet> {
    const before = await requireById(id)
    tweetPolicy.authorize(viewer, 'edit', before)
    const isThere = await store.setContent(id, content, clock.now())
    if (!isThere) throw appError('tweet_not_found')
    return seenBy(viewer, id)
  }

  async function deleteTweet(viewer: Viewer, id: Id): Promise<void> {
    const tweet = await requireById(id)
    tweetPolicy.authorize(viewer, 'edit', tweet)
    const isRemoved = await store.remove(id)
    if (!isRemoved) throw appError('tweet_not_found')
  }

  const everyTweet = () => true

  const listTweets = list({
    scope: ({ ownerId }: TweetsAsked) => `getTweets ${ownerId ?? 'of all'}`,
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ ownerId }, audience, page) => store.ids(ownerId, audience, page),
    load: store.loadMany,
    marked: liked,
    rules: everyTweet,
    present: (tweet, _entry, { link }, isLiked) => presentTweet(tweet, isLiked, link),
  })

  async function getUserTweets(asked: TweetsAsked & { ownerId: Id }) {
    await users.requireById(asked.ownerId)
    return listTweets(asked)
  }

  return {
    requireById,
    seenBy,
    createTweet,
    updateTweet,
    deleteTweet,
    getUserTweets,
    getAllTweets: (asked: Omit<TweetsAsked, 'ownerId'>) => listTweets({ ...asked, ownerId: null }),
  }
}
