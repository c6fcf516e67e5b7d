import type { Id } from './lib/id.ts'

/** Who asks: a signed-in person, read from the session of this very request. */
export interface Viewer {
  id: Id
  username: string
  role: 'user' | 'admin'
  sessionId: Id
  /** Nothing that is watched enters the history. */
  isHistoryPaused: boolean
  /** They have blocked somebody, or somebody has blocked them. */
  hasBlocks: boolean
}
