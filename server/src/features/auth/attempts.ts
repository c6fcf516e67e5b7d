import { type AppError, appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { createTurns } from '../../lib/turns.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HitCounters } from '../../ports/rate-limit.ts'

export type Attempts = ReturnType<typeof createAttempts>

/** Wrong passwords for one account: ten in a quarter of an hour. */
const limit = 10
const windowMs = 15 * 60_000

/** Who guesses. A stranger's guesses do not count against a device that logged in before, nor the other way. */
export type Guesser = 'stranger' | 'known device' | 'session'

/** Counts wrong passwords by account. Right ones are never counted, nor refused because many come at once. */
export function createAttempts({ counters, clock }: { counters: HitCounters; clock: Clock }) {
  const inTurn = createTurns()
  /** By key: guesses whose answer is not known yet. */
  const undecided = new Map<string, Set<Promise<void>>>()

  /** Counted before the answer is known, so that of a hundred guesses at once no more are looked at than one by one. */
  async function guess(userId: Id, by: Guesser, isRight: () => Promise<boolean>): Promise<boolean> {
    const key = `password:${by}:${userId}`
    const { answer } = await inTurn(key, () => admit(key, isRight))
    return answer
  }

  /** Where all that is left is taken by guesses that may yet be right, the next one waits for one of them. */
  async function admit(key: string, isRight: () => Promise<boolean>): Promise<{ answer: Promise<boolean> }> {
    for (;;) {
      const before = [...(undecided.get(key) ?? [])]
      const hits = await counters.hit(key, windowMs)
      if (hits.count <= limit) return { answer: begin(key, isRight) }
      if (before.length === 0) throw tooMany(hits.resetAt)
      await counters.giveBack(key)
      await Promise.race(before)
    }
  }

  function begin(key: string, isRight: () => Promise<boolean>): Promise<boolean> {
    const open = undecided.get(key) ?? new Set()
    undecided.set(key, open)
    const answer = check(key, isRight)
    const forget = (): void => {
      open.delete(decided)
      if (open.size === 0) undecided.delete(key)
    }
    const decided = answer.then(forget, forget)
    open.add(decided)
    return answer
  }

  async function check(key: string, isRight: () => Promise<boolean>): Promise<boolean> {
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
