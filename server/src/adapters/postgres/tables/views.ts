import type { Id } from '../../../lib/id.ts'

export interface ViewTables {
  /** Who was counted for a video, and when: one row until the window is over and the row is swept. */
  view_windows: {
    video_id: Id
    /** A user's id, or a keyed hash of address and program. */
    viewer_key: string
    /** A keyed hash of the network of somebody who was not signed in. */
    network_key: string | null
    counted_at: Date
  }
}
