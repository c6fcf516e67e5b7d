import type { Id } from '../../lib/id.ts'

export interface View {
  videoId: Id
  /** A user's id, or a keyed hash that stands for an address and a program. */
  viewerKey: string
  at: Date
}

export interface ViewStore {
  /**
   * Counts each view whose viewer was not counted for this video within the window before it; videos that are gone
   * are passed over. No viewer stands twice for a video. One write; answers how many were counted.
   */
  count(views: View[], windowMs: number): Promise<number>
  /** Forgets who was counted before this moment. */
  sweep(before: Date): Promise<number>
}
