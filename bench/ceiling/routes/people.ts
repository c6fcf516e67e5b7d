import type { Express } from 'express'
import { type OwnerRow, shapes } from '../shapes.ts'
import { pending } from '../statements.ts'
import type { CeilingKit } from './kit.ts'

interface ChannelRow extends OwnerRow {
  bio: string
  subscribers: number
  subscriptions: number
  videos: number
  is_subscribed: boolean
  is_blocked: boolean
  created_at: Date
  updated_at: Date
}

interface FollowedRow extends OwnerRow {
  id: string
  subscribers: number
  created_at: Date
}

const channel = `select u.id as owner_id, u.username, u.full_name, u.avatar, u.bio, u.created_at, u.updated_at,
  c.subscribers + ${pending('user.subscribers', 'u.id')} as subscribers,
  c.subscriptions + ${pending('user.subscriptions', 'u.id')} as subscriptions,
  c.videos + ${pending('user.videos', 'u.id')} as videos,
  exists (select from subscriptions where subscriber_id = $2 and channel_id = u.id) as is_subscribed,
  exists (select from blocks where blocker_id = $2 and blocked_id = u.id) as is_blocked
  from users u join user_counters c on c.user_id = u.id where u.username = $1`

const followed = `select s.id, s.created_at, u.id as owner_id, u.username, u.full_name, u.avatar, c.subscribers
  from subscriptions s join users u on u.id = s.channel_id join user_counters c on c.user_id = u.id
  where s.subscriber_id = $1 order by s.created_at desc, s.channel_id desc limit 501`

export function peopleRoutes(app: Express, { baseUrl, run, viewerOf, send }: CeilingKit): void {
  const { owner } = shapes(baseUrl)

  app.get('/api/v1/users/c/:username', async (req, res) => {
    const viewer = await viewerOf(req)
    const [row] = await run<ChannelRow>('channel', channel, [req.params.username, viewer])
    send(res, 'getUserChannelProfile', {
      ...owner(row!),
      ...{ bio: row!.bio, coverImage: '', coverImageSmall: '' },
      subscribersCount: row!.subscribers,
      channelsSubscribedToCount: row!.subscriptions,
      videosCount: row!.videos,
      isSubscribed: row!.is_subscribed,
      isBlocked: row!.is_blocked,
      createdAt: row!.created_at.toISOString(),
      updatedAt: row!.updated_at.toISOString(),
    })
  })

  app.get('/api/v1/subscriptions/u/:subscriberId', async (req, res) => {
    await viewerOf(req)
    const rows = await run<FollowedRow>('followed', followed, [req.params.subscriberId])
    send(
      res,
      'getSubscribedChannels',
      rows.map((row) => {
        const shown = { ...owner(row), subscribersCount: row.subscribers }
        return {
          ...{ _id: row.id, channel: shown, subscribedChannel: shown },
          createdAt: row.created_at.toISOString(),
        }
      }),
    )
  })
}
