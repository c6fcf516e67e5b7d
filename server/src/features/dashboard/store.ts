import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Video } from '../videos/store.ts'

/** Sums over all videos of a channel, whatever their state. */
export interface ChannelStats {
  videos: number
  views: number
  subscribers: number
  likes: number
  comments: number
}

export interface OwnVideoEntry extends Pick<Video, 'processing' | 'hls'> {
  /** Of the video. */
  id: Id
  createdAt: Date
}

export interface DashboardStore {
  /** Exact to the moment. One query. Null: there is no such user. */
  statsOf(ownerId: Id): Promise<ChannelStats | null>
  /** All videos of the owner, newest upload first: private, unpublished and failed ones too. */
  videoIds(ownerId: Id, audience: Audience, page: PageRequest): Promise<PageOfEntries<OwnVideoEntry>>
}
