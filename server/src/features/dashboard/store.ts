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

/** What was added and taken away on one day; likes and comments may be below zero. */
export interface Day {
  /** In UTC, such as `2026-03-04`. */
  day: string
  views: number
  watchedSeconds: number
  likes: number
  comments: number
  subscribersGained: number
  subscribersLost: number
}

export interface DayRange {
  /** Both are in it. */
  from: string
  to: string
}

export interface DashboardStore {
  /** Exact to the moment. One query. Null: there is no such user. */
  statsOf(ownerId: Id): Promise<ChannelStats | null>
  /** The days on which something happened to the channel, in their order; a second behind. One read by key. */
  daysOfChannel(ownerId: Id, range: DayRange): Promise<Day[]>
  /** The same of a video, which has no subscribers. */
  daysOfVideo(videoId: Id, range: DayRange): Promise<Day[]>
  /** All videos of the owner, newest upload first: private, unpublished and failed ones too. */
  videoIds(ownerId: Id, audience: Audience, page: PageRequest): Promise<PageOfEntries<OwnVideoEntry>>
}
