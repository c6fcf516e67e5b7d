import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HitCounters } from '../../ports/rate-limit.ts'

export type Attempts = ReturnType<typeof createAttempts>

/** Wrong passwords for one account: ten in a quarter of an hour. */
const limit = 10
const windowMs = 15 * 60_000

/** Who guesses. A stranger's guesses do not count against a device that logged in before, nor the other way. */
export type Guesser = 'stranger' | 'known device' | 'session'

/** Counts wrong passwords by account. Right ones are never counted. */
export function createAttempts({ counters, clock }: { counters: HitCounters; clock: Clock }) {
  const keyOf = (userId: Id, by: Guesser): string => `password:${by}:${userId}`

  async function requireFew(userId: Id, by: Guesser): Promise<void> {
    const hits = await counters.read(keyOf(userId, by))
    if (!hits || hits.count < limit) return
    const seconds = Math.ceil((hits.resetAt.getTime() - clock.now().getTime()) / 1000)
    throw appError('too_many_requests', {
      message: `Too many wrong passwords. Please wait ${Math.ceil(seconds / 60)} minutes.`,
      retryAfterSeconds: seconds,
    })
  }

  async function noteWrong(userId: Id, by: Guesser): Promise<void> {
    await counters.hit(keyOf(userId, by), windowMs)
  }

  return { requireFew, noteWrong }
}

/** RATE_LIMITS=off */
export const unlimitedAttempts: Attempts = { requireFew: async () => {}, noteWrong: async () => {} }
