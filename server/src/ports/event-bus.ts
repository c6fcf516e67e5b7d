import type { Id } from '../lib/id.ts'

/** What may be lost: sent after commit, at most once, to every process. */
export interface EventMap {
  'video.changed': { videoId: Id }
  'video.removed': { videoId: Id }
  /** Of a video, or one of its threads, there are more or fewer. */
  'comments.changed': { videoId: Id; parentId: Id | null }
  /** One of its comments says something else, or has or loses a pin or a heart. */
  'comment.changed': { videoId: Id }
  /** What it says of itself, or what is in it. */
  'playlist.changed': { playlistId: Id }
  'user.changed': { userId: Id }
  /** What somebody has watched is to be forgotten: one video, or all. */
  'history.forgotten': { userId: Id; videoId: Id | null }
  'user.removed': { userId: Id }
  /** One of the two has blocked the other, or has taken it back. */
  'block.changed': { userId: Id; otherId: Id }
  'session.ended': { sessionId: Id }
}

export type EventName = keyof EventMap

export interface Events {
  /** Here at once; elsewhere a moment later. A listener that throws harms nobody. */
  emit<Name extends EventName>(name: Name, event: EventMap[Name]): void
  on<Name extends EventName>(name: Name, listen: (event: EventMap[Name]) => void): void
  /** Events of other processes may have been missed: what is kept until one says otherwise holds no longer. */
  onMissed(listen: () => void): void
}
