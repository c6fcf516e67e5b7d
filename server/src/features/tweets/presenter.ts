import type { z } from 'zod'
import { type Link, presentOwner } from '../users/presenter.ts'
import type { TweetAnswer } from './schemas.ts'
import type { Tweet } from './store.ts'

export const presentTweet = (tweet: Tweet, isLiked: boolean, link: Link): z.input<typeof TweetAnswer> => ({
  _id: tweet.id,
  content: tweet.content,
  owner: presentOwner(tweet.owner, link),
  likesCount: tweet.likes,
  isLiked,
  createdAt: tweet.createdAt.toISOString(),
  updatedAt: tweet.updatedAt.toISOString(),
})
