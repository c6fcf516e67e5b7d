import type { PlaylistStore, playlistLimits } from '../../src/features/playlists/store.ts'
import type { Id } from '../../src/lib/id.ts'
import type { OnceRecord } from '../../src/ports/idempotency.ts'

/** What contract suites do behind a database's back; each engine has its way. */
export interface Beneath {
  /** An addition to a counter that is not summed up yet. */
  append(counter: string, targetId: Id, delta: number): Promise<void>
  /** Makes a counter wrong by so much. */
  spoil(counter: string, targetId: Id, by: number): Promise<void>
  /** Makes the counters of a user as if they had never been there. */
  forget(userId: Id): Promise<void>
  /** A record of a request, in a transaction of its own. */
  keepRecord(record: OnceRecord, targetId: Id): Promise<void>
  /** Comments of one person below a video, every second one an answer to the one before it, each liked by that person. */
  crowd(made: { videoId: Id; ownerId: Id; comments: number }): Promise<void>
  /** How many rows of each kind hang from a video, and its own. */
  rowsOfVideo(id: Id): Promise<Record<string, number>>
  /** Of everything that hangs from a user, and its own. */
  rowsOfUser(id: Id): Promise<number>
  /** As if an older program had written the videos. */
  forgetWords(): Promise<void>
  /** Playlists that are full sooner. */
  smallPlaylists(limits: typeof playlistLimits): PlaylistStore
}
