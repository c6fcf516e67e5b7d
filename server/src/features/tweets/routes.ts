import { z } from 'zod'
import { type Client, endpoint, reply } from '../../http/endpoint.ts'
import { Id, Nothing } from '../../http/fields.ts'
import type { MediaUrls } from '../../http/media-urls.ts'
import { paging } from '../../lists/schemas.ts'
import { presentTweet } from './presenter.ts'
import { TweetAnswer, TweetBody } from './schemas.ts'
import type { SeenTweet, Tweets } from './service.ts'

interface Parts {
  tweets: Tweets
  mediaUrls: Pick<MediaUrls, 'url'>
}

const params = { tweetId: Id }

export const tweetRoutes = ({ tweets, mediaUrls }: Parts) => {
  const linkFor =
    ({ baseUrl }: Client) =>
    (key: string) =>
      mediaUrls.url(baseUrl, key)
  const present = ({ tweet, isLiked }: SeenTweet, client: Client) =>
    presentTweet(tweet, isLiked, linkFor(client))

  return [
    endpoint({
      id: 'createTweet',
      route: 'POST /tweets',
      summary: 'Say something',
      access: 'user',
      body: TweetBody,
      answer: TweetAnswer,
      status: 201,
      message: 'The tweet was added',
      errors: ['tweet_not_found'],
      handle: async ({ body, viewer, client, also }) =>
        present(await tweets.createTweet(viewer, body.content, also), client),
      again: async ({ viewer, client }, id) => present(await tweets.seenBy(viewer, id), client),
    }),

    endpoint({
      id: 'getAllTweets',
      route: 'GET /tweets',
      summary: "Everybody's tweets, newest first",
      access: 'optional',
      isShared: true,
      query: paging,
      answer: z.array(TweetAnswer),
      message: 'Tweets',
      errors: ['invalid_cursor', 'page_too_deep'],
      handle: async ({ query, viewer, client }) => {
        const asked = { viewer, paging: query, link: linkFor(client) }
        const { docs, nextCursor } = await tweets.getAllTweets(asked)
        return reply(docs, { nextCursor })
      },
    }),

    endpoint({
      id: 'getUserTweets',
      route: 'GET /tweets/user/:userId',
      summary: "One user's tweets, newest first",
      access: 'optional',
      isShared: true,
      params: { userId: Id },
      query: paging,
      answer: z.array(TweetAnswer),
      message: 'Tweets',
      errors: ['user_not_found', 'invalid_cursor', 'page_too_deep'],
      handle: async ({ params, query, viewer, client }) => {
        const asked = { viewer, paging: query, ownerId: params.userId, link: linkFor(client) }
        const { docs, nextCursor } = await tweets.getUserTweets(asked)
        return reply(docs, { nextCursor })
      },
    }),

    endpoint({
      id: 'updateTweet',
      route: 'PATCH /tweets/:tweetId',
      summary: 'Change your tweet',
      access: 'user',
      params,
      body: TweetBody,
      answer: TweetAnswer,
      message: 'The tweet was changed',
      errors: ['tweet_not_found', 'not_allowed'],
      handle: async ({ params, body, viewer, client }) =>
        present(await tweets.updateTweet(viewer, params.tweetId, body.content), client),
    }),

    endpoint({
      id: 'deleteTweet',
      route: 'DELETE /tweets/:tweetId',
      summary: 'Remove your tweet',
      access: 'user',
      params,
      answer: Nothing,
      message: 'The tweet was deleted',
      errors: ['tweet_not_found', 'not_allowed'],
      handle: async ({ params, viewer }) => {
        await tweets.deleteTweet(viewer, params.tweetId)
        return {}
      },
    }),
  ]
}
