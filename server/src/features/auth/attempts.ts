import { setTimeout as delay } from 'node:timers/promises'
import { type AppError, appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { createTurns } from '../../lib/turns.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HitCounters } from '../../ports/rate-limit.ts'

export type Attempts = ReturnType<typeof createAttempts>

/** Wrong passwords for one account: ten in a quarter of an hour. */
const limit = 10
const windowMs = 15 * 60_000
/** What a process that died was looking at counts as undecided for so long at most. */
const undecidedMs = 10_000
const lookAgainMs = 50

/** Who guesses. A stranger's guesses do not count against a device that logged in before, nor the other way. */
export type Guesser = 'stranger' | 'known device' | 'session'

/** Counts wrong passwords by account. Right ones are never counted, nor refused because many come at once. */
export function createAttempts({ counters, clock }: { counters: HitCounters; clock: Clock }) {
  const inTurn = createTurns()
  /** By key: guesses of this process whose answer is not known yet. Those of all processes are counted. */
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
      const open = await counters.hit(undecidedOf(key), undecidedMs)
      const hits = await counters.hit(key, windowMs)
      if (hits.count <= limit) return { answer: begin(key, isRight) }
      await counters.giveBack(undecidedOf(key))
      if (before.length === 0 && open.count <= 1) throw tooMany(hits.resetAt)
      await counters.giveBack(key)
      await (before.length > 0 ? Promise.race(before) : delay(lookAgainMs))
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
      await counters.giveBack(undecidedOf(key))
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

const undecidedOf = (key: string): string => `${key} undecided`

/** RATE_LIMITS=off */
export const unlimitedAttempts: Attempts = { guess: (_userId, _by, isRight) => isRight() }
