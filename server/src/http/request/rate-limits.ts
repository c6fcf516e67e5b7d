import type { Request, RequestHandler } from 'express'
import { type AugmentedRequest, rateLimit } from 'express-rate-limit'
import { appError } from '../../errors.ts'
import { networkOf } from '../../lib/network.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HitCounters } from '../../ports/rate-limit.ts'
import type { RateLimitName } from '../endpoint.ts'
import { cookiesOf } from './client.ts'

const minutes = (n: number): number => n * 60_000

interface Limit {
  /** Requests from one address in a window. An office or a school shares one, so they are generous. */
  limit: number
  /**
   * As many more for each device that is known, once strangers have used up its address. Few: whoever attacks can
   * register to be known.
   */
  reserve: number
  windowMs: number
}

const limits: Record<RateLimitName, Limit> = {
  login: { limit: 50, reserve: 5, windowMs: minutes(15) },
  register: { limit: 30, reserve: 0, windowMs: minutes(60) },
  refresh: { limit: 300, reserve: 10, windowMs: minutes(15) },
}

interface RateLimitParts {
  counters: HitCounters
  clock: Clock
  /** The account that logged in on this device before, by the request's cookies. */
  accountOf(cookies: Record<string, string>): string | null
}

/** Counts requests before their body is read. */
export const createRateLimits = (parts: RateLimitParts): Record<RateLimitName, RequestHandler> => ({
  login: limiter('login', parts),
  register: limiter('register', parts),
  refresh: limiter('refresh', parts),
})

const pass: RequestHandler = (_req, _res, next) => next()
/** RATE_LIMITS=off */
export const noRateLimits: Record<RateLimitName, RequestHandler> = {
  login: pass,
  register: pass,
  refresh: pass,
}

function limiter(name: RateLimitName, { counters, clock, accountOf }: RateLimitParts): RequestHandler {
  const { limit, reserve, windowMs } = limits[name]

  async function hasReserve(req: Request): Promise<boolean> {
    const account = reserve > 0 ? accountOf(cookiesOf(req)) : null
    if (account === null) return false
    return (await counters.hit(`${name}:${account}`, windowMs)).count <= reserve
  }

  return rateLimit({
    limit,
    windowMs,
    identifier: name,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    keyGenerator: (req) => networkOf(req.ip ?? ''),
    handler: async (req, _res, next) => {
      if (await hasReserve(req)) return next()
      const { resetTime } = (req as AugmentedRequest).rateLimit!
      next(tooMany(resetTime ?? clock.now(), clock.now()))
    },
    store: {
      increment: async (key) => {
        const { count, resetAt } = await counters.hit(`${name}:${key}`, windowMs)
        return { totalHits: count, resetTime: resetAt }
      },
      decrement: () => {},
      resetKey: () => {},
    },
  })
}

/** A 429 that says how long to wait. */
function tooMany(resetAt: Date, now: Date) {
  const seconds = Math.max(1, Math.ceil((resetAt.getTime() - now.getTime()) / 1000))
  return appError('too_many_requests', {
    message: `Too many requests. Please wait ${inWords(seconds)}.`,
    retryAfterSeconds: seconds,
  })
}

const inWords = (seconds: number): string =>
  seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
