import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Owner } from '../users/store.ts'
import type { Privacy, VideoCard } from '../videos/store.ts'

/** Everybody has one list to watch later, from the start; its id is that of its owner. */
export type PlaylistKind = 'own' | 'watch_later'

export interface Totals {
  videos: number
  views: number
}

/** How a playlist looks to an audience: what that may not see is neither shown nor counted. */
export interface Playlist {
  id: Id
  ownerId: Id
  owner: Owner
  kind: PlaylistKind
  name: string
  description: string
  privacy: Privacy
  /** The first video; null: none. */
  cover: Pick<VideoCard, 'privacy' | 'isPublished' | 'thumbnail'> | null
  /** Null when they were not asked for. */
  totals: Totals | null
  createdAt: Date
  updatedAt: Date
}

export interface ListedPlaylist extends Playlist {
  /** In their order, as many as were asked for. */
  videoIds: Id[]
}

/** `playlists`: beside Watch later. What came from elsewhere may hold more, and takes no more. */
export const playlistLimits = { playlists: 500, videos: 5_000 }

/** How much of each playlist is looked at, so that a list of playlists stays small work. One of a few. */
export interface Depth {
  /** From the first one on; what lies behind them is neither shown nor counted. */
  entries: number
  /** Of those that are seen. */
  ids: number
}

/** To whom playlists are shown, and of which of them the totals are wanted. */
export interface Look {
  audience: Audience
  counted: Id[]
}

export interface NewPlaylist {
  id: Id
  ownerId: Id
  name: string
  description: string
  privacy: Privacy
  now: Date
}

/** What is not given stays. */
export type PlaylistChanges = Partial<Pick<NewPlaylist, 'name' | 'description' | 'privacy'>>

export interface PlaylistEntry {
  /** Of the video. */
  id: Id
  position: string
}

export interface PlaylistStore {
  /** False, and nothing is added: the owner has as many as one may have. Holds for twenty at once, too. */
  add(playlist: NewPlaylist, also: Also): Promise<boolean>
  /** One query; looks at all entries. */
  find(id: Id, look: Look): Promise<Playlist | null>
  /** In the order of the ids; what is not there is left out. One query, whatever the number. */
  loadMany(ids: Id[], look: Look, depth: Depth): Promise<ListedPlaylist[]>
  /** All of them to their owner, to others the public ones; newest first. */
  ids(ownerId: Id, audience: Audience, page: PageRequest): Promise<PageOfEntries<{ id: Id; createdAt: Date }>>
  /** In the playlist's order, without what the audience may not see. */
  videoIds(playlistId: Id, audience: Audience, page: PageRequest): Promise<PageOfEntries<PlaylistEntry>>
  /** False: there is no such playlist. */
  update(id: Id, changes: PlaylistChanges, now: Date): Promise<boolean>
  /** With its entries. Of twenty at once one answers true. */
  remove(id: Id): Promise<boolean>
  /** At the end. Of twenty at once with one video, one is added; of twenty different ones as many as there is room for. */
  addVideo(
    playlistId: Id,
    videoId: Id,
    now: Date,
  ): Promise<'added' | 'there' | 'full' | 'no playlist' | 'no video'>
  /** False: it is not in there. */
  removeVideo(playlistId: Id, videoId: Id, now: Date): Promise<boolean>
  /** Puts the video behind another one, or first. False: one of the two is not in there. */
  moveVideo(playlistId: Id, videoId: Id, after: Id | null, now: Date): Promise<boolean>
}
