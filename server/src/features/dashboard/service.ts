import { appError } from '../../errors.ts'
import { type Asking, list } from '../../lists/list.ts'
import { isOwner } from '../../policy.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Viewer } from '../../viewer.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import { createAnalytics } from './analytics.ts'
import { presentOwnVideo } from './presenter.ts'
import type { ChannelStats, DashboardStore } from './store.ts'

export type Dashboard = ReturnType<typeof createDashboard>

interface Parts {
  store: DashboardStore
  videos: Pick<Videos, 'loadMany' | 'requireVisible'>
  present: PresentVideos
  clock: Clock
}

interface OwnVideosAsked extends Asking {
  viewer: Viewer
  /** Where this client reaches the server. */
  baseUrl: string
}

/** What the owner of a channel sees of it. */
export function createDashboard({ store, videos, present, clock }: Parts) {
  async function getChannelStats(viewer: Viewer): Promise<ChannelStats> {
    const stats = await store.statsOf(viewer.id)
    if (!stats) throw appError('invalid_token')
    return stats
  }

  const getChannelVideos = list({
    scope: () => 'getChannelVideos',
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ viewer }: OwnVideosAsked, audience, page) => store.videoIds(viewer.id, audience, page),
    load: videos.loadMany,
    rules: isOwner,
    present: (card, entry, { baseUrl }) => presentOwnVideo(present.card(card, baseUrl), entry),
  })

  return { getChannelStats, getChannelVideos, getChannelAnalytics: createAnalytics({ store, videos, clock }) }
}
