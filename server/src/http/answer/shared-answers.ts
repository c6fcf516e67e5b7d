import type { Request } from 'express'
import type { Cache } from '../../lib/recent.ts'
import { baseUrlOf } from '../request/client.ts'
import type { MadeText } from './json.ts'

/** An answer as it stands: nothing in it is for one visitor. */
export interface SharedAnswer extends MadeText {
  operation: string
  headers: Record<string, string>
}

export interface SharedAnswers extends Cache {
  /** What was made a moment ago for the same address; undefined: nothing, or not for this visitor. */
  find(req: Request): SharedAnswer | undefined
  /** Makes it; all who ask the same meanwhile are given the same. What fails is not kept. */
  make(req: Request, make: () => Promise<SharedAnswer>): Promise<SharedAnswer>
}

const ttlMs = 1_000
/** Anybody can ask for addresses without end. */
const most = { answers: 2_000, characters: 32 * 1024 * 1024 }

/** Nothing is known of who asks, so nobody's own edits can be missing. */
export const isNobody = ({ method, headers }: Request): boolean =>
  method === 'GET' && headers.cookie === undefined && headers.authorization === undefined

/** docs/decisions/0010-shared-answers.md. `elapsed`: milliseconds of a clock that never goes back. */
export function createSharedAnswers(
  publicUrl: string | null,
  elapsed: () => number = () => performance.now(),
): SharedAnswers {
  const kept = new Map<string, { answer: SharedAnswer; until: number }>()
  const underWay = new Map<string, Promise<SharedAnswer>>()
  let characters = 0
  let hits = 0
  let misses = 0

  // Addresses in answers begin with where this visitor reaches the server.
  const keyOf = (req: Request): string => `${baseUrlOf(req, publicUrl)} ${req.originalUrl}`

  function drop(key: string): void {
    characters -= kept.get(key)?.answer.text.length ?? 0
    kept.delete(key)
  }

  function keep(key: string, answer: SharedAnswer): void {
    drop(key)
    kept.set(key, { answer, until: elapsed() + ttlMs })
    characters += answer.text.length
    // The oldest stand first, for every answer lives equally long.
    for (const oldest of kept.keys()) {
      if (kept.size <= most.answers && characters <= most.characters) return
      drop(oldest)
    }
  }

  return {
    find(req) {
      if (!isNobody(req)) return undefined
      const entry = kept.get(keyOf(req))
      if (!entry || entry.until <= elapsed()) return undefined
      hits++
      return entry.answer
    },
    make(req, make) {
      const key = keyOf(req)
      const known = underWay.get(key)
      if (known) {
        hits++
        return known
      }
      misses++
      const making = make()
        .then((answer) => {
          // Cleared meanwhile: what it was made of may be gone.
          if (underWay.get(key) === making) keep(key, answer)
          return answer
        })
        .finally(() => {
          if (underWay.get(key) === making) underWay.delete(key)
        })
      underWay.set(key, making)
      return making
    },
    clear() {
      underWay.clear()
      kept.clear()
      characters = 0
    },
    figures: () => ({ hits, misses, size: kept.size }),
  }
}
