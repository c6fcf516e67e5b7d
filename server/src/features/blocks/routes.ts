import { z } from 'zod'
import { endpoint, reply } from '../../http/endpoint.ts'
import { Id } from '../../http/fields.ts'
import type { MediaUrls } from '../../http/media-urls.ts'
import { paging } from '../../lists/schemas.ts'
import { BlockedUser, BlockState } from './schemas.ts'
import type { Blocks } from './service.ts'

interface Parts {
  blocks: Blocks
  mediaUrls: Pick<MediaUrls, 'url'>
}

const params = { userId: Id }

export const blockRoutes = ({ blocks, mediaUrls }: Parts) => [
  endpoint({
    id: 'getBlockedUsers',
    route: 'GET /users/blocks',
    summary: 'Whom the signed-in user has blocked, the latest first',
    access: 'user',
    query: paging,
    answer: z.array(BlockedUser),
    message: 'Blocked users',
    errors: ['invalid_cursor', 'page_too_deep'],
    handle: async ({ query, viewer, client }) => {
      const link = (key: string) => mediaUrls.url(client.baseUrl, key)
      const { docs, nextCursor } = await blocks.getBlockedUsers({ viewer, paging: query, link })
      return reply(docs, { nextCursor })
    },
  }),

  endpoint({
    id: 'blockUser',
    route: 'PUT /users/blocks/:userId',
    summary: 'Block a user',
    description:
      'Neither sees comments and tweets of the other from then on, nor can comment on videos of the other, reply to, like or subscribe to the other. Their subscriptions to each other end.',
    access: 'user',
    params,
    answer: BlockState,
    message: 'The user is blocked',
    errors: ['user_not_found', 'own_account'],
    handle: async ({ params, viewer }) => {
      await blocks.blockUser(viewer, params.userId)
      return { isBlocked: true }
    },
  }),

  endpoint({
    id: 'unblockUser',
    route: 'DELETE /users/blocks/:userId',
    summary: 'Block a user no longer',
    description: 'Who is not blocked, or not there any more, is no mistake. Subscriptions do not come back.',
    access: 'user',
    params,
    answer: BlockState,
    message: 'The user is not blocked',
    errors: [],
    handle: async ({ params, viewer }) => {
      await blocks.unblockUser(viewer, params.userId)
      return { isBlocked: false }
    },
  }),
]
