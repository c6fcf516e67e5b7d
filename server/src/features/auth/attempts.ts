import { type AppError, appError } from '../../errors.ts'
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
  /** Counted before the answer is known, so that of a hundred guesses at once no more are looked at than one by one. */
  async function guess(userId: Id, by: Guesser, isRight: () => Promise<boolean>): Promise<boolean> {
    const key = `password:${by}:${userId}`
    const hits = await counters.hit(key, windowMs)
    if (hits.count > limit) throw tooMany(hits.resetAt)
    let isWrong = false
    try {
      isWrong = !(await isRight())
      return !isWrong
    } finally {
      if (!isWrong) await counters.giveBack(key)
    }
  }

  function tooMany(until: Date): AppError {
    const seconds = Math.ceil((until.getTime() - clock.now().getTime()) / 1000)
    return appError('too_many_requests', {
      message: `Too many wrong passwords. Please wait ${Math.ceil(seconds / 60)} minutes.`,
      retryAfterSeconds: seconds,
    })
  }

  return { guess }
}

/** RATE_LIMITS=off */
export const unlimitedAttempts: Attempts = { guess: (_userId, _by, isRight) => isRight() }
