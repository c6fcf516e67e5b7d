import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Rendition } from '../../ports/media-tools.ts'
import type { Owner } from '../users/store.ts'

export type Privacy = 'public' | 'unlisted' | 'private'
export type ProcessingState = 'queued' | 'processing' | 'ready' | 'failed'
export type Stage = 'waiting' | 'remux' | 'ladder' | 'progressive' | 'pictures' | 'storyboard' | 'done'

/** The adaptive stream. */
export interface Hls {
  /** Key of `master.m3u8`; everything else of this generation lies beside and below it. */
  key: string
  renditions: Rendition[]
  hasAudio: boolean
  durationSeconds: number
  /** All renditions are there, not only the one that was taken from the source. */
  complete: boolean
}

export interface Counts {
  views: number
  likes: number
  comments: number
}

export interface VideoEntry {
  id: Id
  counts: Counts
}

/** What a list shows of a video. Keys are object keys; an adopted old database holds addresses there. */
export interface VideoCard {
  id: Id
  ownerId: Id
  owner: Owner
  title: string
  description: string
  tags: string[]
  privacy: Privacy
  isPublished: boolean
  /** When it first stood in a list. */
  publishedAt: Date | null
  durationSeconds: number
  /** The file that a plain <video> plays; null until there is one. */
  progressive: string | null
  thumbnail: string | null
  thumbnailSmall: string | null
  /** Key of the WebVTT; the sheets lie beside it. */
  storyboard: string | null
  counts: Counts
  createdAt: Date
  updatedAt: Date
}

export interface Processing {
  state: ProcessingState
  stage: Stage
  /** Of all stages; never falls. */
  percent: number
  /** What went wrong, or why something is missing, in a sentence for people. */
  error: string | null
  /** The file ended before the length that it claims. */
  truncated: boolean
}

/** A video with everything that is shown of it, its counts exact to the moment. */
export interface Video extends VideoCard {
  /** Another one as soon as anything but the counts has changed, of the owner too. */
  version: string
  subscribersCount: number
  /** The upload as it came: its owner's alone. Null: it is not kept here. */
  source: string | null
  hls: Hls | null
  poster: string | null
  commentsEnabled: boolean
  processing: Processing
}

export interface NewVideo {
  id: Id
  ownerId: Id
  title: string
  titleKey: string
  description: string
  tags: string[]
  privacy: Privacy
  isPublished: boolean
  durationSeconds: number
  source: string
  progressive: string | null
  /** The owner's own picture. */
  thumbnail: Thumbnail | null
  now: Date
}

export interface Thumbnail {
  large: string
  small: string
}

/** What is not given stays. */
export interface VideoChanges {
  title?: string
  /** Comes with `title`. */
  titleKey?: string
  description?: string
  tags?: string[]
  privacy?: Privacy
  commentsEnabled?: boolean
  /** The owner's own picture, in the place of the one whose large key is `from`. */
  thumbnail?: { from: string | null; to: Thumbnail }
}

export const videoOrders = [
  'newest',
  'oldest',
  'mostViewed',
  'leastViewed',
  'longest',
  'shortest',
  'titleAZ',
  'titleZA',
] as const
/** Each has an index. */
export type VideoOrder = (typeof videoOrders)[number]

export interface VideoFilter {
  ownerId?: Id
}

export interface VideoFlags {
  isLiked: boolean
  isSubscribed: boolean
  /** Seconds into the video, where the viewer was last. */
  position: number
}

/** A visitor's. */
export const noFlags: VideoFlags = { isLiked: false, isSubscribed: false, position: 0 }

/** What of a video somebody sees that is never kept: the rest of it holds while `version` stays. */
export interface Standing extends Pick<Video, 'version' | 'counts' | 'subscribersCount'> {
  flags: VideoFlags
}

export interface VideoStore {
  /** The row, its counters and the jobs, all or nothing. False, and nothing is added: its owner has left. */
  add(video: NewVideo, also: Also): Promise<boolean>
  /**
   * Of videos that stand in lists. With `countUpTo` also how many there are, counted no further than that;
   * null without. One query.
   */
  ids(
    filter: VideoFilter,
    order: VideoOrder,
    audience: Audience,
    page: PageRequest,
    countUpTo: number | null,
  ): Promise<PageOfEntries<VideoEntry> & { total: number | null }>
  /** In the order of the ids; who is not there is left out. One query; counts may be a second old. */
  loadMany(ids: Id[]): Promise<VideoCard[]>
  /** In any order; who is not there is left out. One query; may be a second old. */
  countsOf(ids: Id[]): Promise<(Counts & { id: Id })[]>
  find(id: Id): Promise<Video | null>
  /** The same with what the viewer has to do with the video and its owner. One query. */
  findFor(viewerId: Id, id: Id): Promise<{ video: Video; flags: VideoFlags } | null>
  /** One query, small beside `findFor`; a visitor has no flags. Null: no such video. */
  standing(viewerId: Id | null, id: Id): Promise<Standing | null>
  /** `overtaken`: another thumbnail than `from` stands there by now. Nothing is changed then, or when the video is gone. */
  update(id: Id, changes: VideoChanges, now: Date, also: Also): Promise<'changed' | 'overtaken' | 'gone'>
  /** Sets it, or flips it when `wanted` is absent: twenty flips at once are twenty flips. Null: no such video. */
  setPublished(id: Id, wanted: boolean | undefined, now: Date, also: Also): Promise<boolean | null>
  /**
   * From now on nobody sees it, nor what hangs from it, which `RemnantStore` clears away. Of twenty at once one answers
   * true, and its jobs alone are committed.
   */
  remove(id: Id, now: Date, also: Also): Promise<boolean>
  /** The same with some of somebody's videos; which these were. `also`: for each of them. */
  removeSomeOf(ownerId: Id, now: Date, also: (id: Id) => Also): Promise<Id[]>
}

/** What a removed video leaves behind: comments and likes by the million. */
export interface RemnantStore {
  /**
   * Removes all of it, at last the video's own row. Each step commits some thousand rows at most, and answers how many;
   * begun anew it goes on where it was.
   */
  clear(id: Id): AsyncIterable<number>
}

/** The lease of a job; whoever holds a newer one of the same video is the one who may publish. */
export interface Claim {
  videoId: Id
  jobId: Id
  fence: number
}

/** Object keys of a video and what decides where they must lie. */
export interface VideoMedia {
  id: Id
  /** Published and not private: its objects lie under `public/`. */
  isOpen: boolean
  /** Grows with each change of a key. */
  version: number
  durationSeconds: number
  source: string | null
  progressive: string | null
  hls: Hls | null
  poster: string | null
  thumbnail: string | null
  thumbnailSmall: string | null
  thumbnailIsOwn: boolean
  storyboard: string | null
  processing: Processing
  /** Folders in which objects may lie to which no key points yet. */
  pending: string[]
}

/** What a stage has made. A thumbnail does not take the place of the owner's own. */
export interface MadeMedia {
  progressive?: string
  hls?: Hls
  poster?: string
  thumbnail?: Thumbnail
  storyboard?: string
  /** What could be played of a file that ends too early. */
  truncated?: { durationSeconds: number }
}

export interface ProcessingStep {
  state?: ProcessingState
  stage?: Stage
  /** Smaller than what is there: no change. */
  percent?: number
  error?: string | null
  /** There was no ffmpeg: it is to be made when there is one. */
  awaitsTranscoder?: boolean
  pending?: string[]
  made?: MadeMedia
}

/** Keys under other names, for objects that have moved. */
export type MovedMedia = Pick<
  VideoMedia,
  'progressive' | 'hls' | 'poster' | 'thumbnail' | 'thumbnailSmall' | 'storyboard'
>

/** `waiting`: for an ffmpeg. `all`: whatever is not being made at this moment. */
export const remakeable = ['waiting', 'failed', 'all'] as const
export type Remakeable = (typeof remakeable)[number]

/** `in_work`: it is being made already. `no_source`: the upload is not kept here. */
export type RemakeOutcome = 'in_line' | 'in_work' | 'no_source' | 'gone'

/** What the making of media needs of a database. */
export interface MediaStore {
  media(id: Id): Promise<VideoMedia | null>
  /** From now on only this lease may `advance`. Null: no such video, or a newer lease holds it. */
  claim(claim: Claim): Promise<VideoMedia | null>
  /** One write. Null, and nothing is changed: the video is gone, or the lease is not the newest. */
  advance(claim: Claim, step: ProcessingStep, now: Date, also: Also): Promise<VideoMedia | null>
  /** False: a key or `isOpen` is no longer what `from` says, or the video is gone. */
  move(from: Pick<VideoMedia, 'id' | 'version' | 'isOpen'>, moved: MovedMedia): Promise<boolean>
  /** How many videos of the same owner that came before it are not made yet. */
  earlierInWork(id: Id): Promise<number>
  /** Says that nobody works on it any more, unless it says so already. */
  fail(id: Id, error: string): Promise<void>
  /** Videos that could be made again, by id, after this one. */
  remakeable(which: Remakeable, after: Id | null, limit: number): Promise<Id[]>
  /** Puts a video in line again, together with the job. One that is complete stays `ready` meanwhile. */
  remake(id: Id, also: Also): Promise<RemakeOutcome>
}
