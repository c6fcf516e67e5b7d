import type { Id } from '../../lib/id.ts'

export interface View {
  videoId: Id
  /** A user's id, or a keyed hash that stands for an address and a program. */
  viewerKey: string
  /** A keyed hash that stands for the network of somebody who is not signed in; null for a user. */
  networkKey: string | null
  at: Date
}

export interface ViewLimits {
  windowMs: number
  /** As many viewers of one network count for a video within a window. */
  perNetwork: number
}

export interface ViewStore {
  /**
   * Counts each view whose viewer was not counted for this video within the window before it; videos that are gone
   * are passed over. No viewer stands twice for a video. One write; answers how many were counted. Processes that
   * count at the same moment may each count `perNetwork`.
   */
  count(views: View[], limits: ViewLimits): Promise<number>
  /** Whole seconds that were watched, each video once. Videos that are gone are passed over. */
  addWatchTime(watched: { videoId: Id; seconds: number }[]): Promise<void>
  /** Forgets at most so many of those who were counted by this moment; answers how many. */
  sweep(before: Date, most: number): Promise<number>
}
