import type { Id } from '../../lib/id.ts'
import { type Cache, recent } from '../../lib/recent.ts'
import type { Events } from '../../ports/event-bus.ts'

/** What the delivery of files needs to know of a video. */
export interface VideoFacts {
  /** Published and not private: anybody may have its files. */
  isOpen: boolean
  /** The newest adaptive stream. */
  hls: { key: string; complete: boolean } | null
}

export type LoadFacts = (videoId: Id) => Promise<VideoFacts | null>

interface FactsParts {
  load: LoadFacts
  events: Pick<Events, 'on'>
  /** Milliseconds of a clock that never goes back. */
  elapsed?: () => number
}

/** Events of other processes may be lost; no answer is older than this. */
const lifeMs = 1000
const mostKept = 10_000

/**
 * A player asks for a segment every few seconds, and many players ask at once: facts are kept for a second, and
 * dropped at once when a video changes. Null: there is no such video.
 */
export function createVideoFacts({ load, events, elapsed }: FactsParts): {
  of: LoadFacts
  kept: Cache
} {
  const kept = recent<Id, ReturnType<LoadFacts>>({ max: mostKept, ttlMs: lifeMs, elapsed })
  const drop = ({ videoId }: { videoId: Id }): void => kept.drop(videoId)
  events.on('video.changed', drop)
  events.on('video.removed', drop)

  return {
    of(videoId) {
      const known = kept.get(videoId)
      if (known) return known
      const facts = load(videoId)
      kept.set(videoId, facts, kept.moment())
      facts.catch(() => kept.drop(videoId))
      return facts
    },
    kept,
  }
}
