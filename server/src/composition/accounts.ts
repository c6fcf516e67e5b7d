import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Database } from '../database.ts'
import { createAttempts, unlimitedAttempts } from '../features/auth/attempts.ts'
import { createDevices } from '../features/auth/devices.ts'
import { createPasswords } from '../features/auth/passwords.ts'
import { authRoutes } from '../features/auth/routes.ts'
import { createAuth } from '../features/auth/service.ts'
import { createSessions } from '../features/auth/sessions.ts'
import { createTokens } from '../features/auth/tokens.ts'
import { renameLater } from '../features/search/jobs.ts'
import { createClosing } from '../features/users/closing.ts'
import { userJobs } from '../features/users/jobs.ts'
import { createPictures } from '../features/users/pictures.ts'
import { userRoutes } from '../features/users/routes.ts'
import { createUsers } from '../features/users/service.ts'
import type { MediaUrls } from '../http/media-urls.ts'
import { createAuthenticate } from '../http/request/authenticate.ts'
import { createSetCookies, deviceCookie } from '../http/request/cookies.ts'
import { createOrigins } from '../http/request/origin.ts'
import { createRateLimits, noRateLimits } from '../http/request/rate-limits.ts'
import type { Argon2Cost } from '../lib/argon2.ts'
import type { Id } from '../lib/id.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/event-bus.ts'
import type { Ids } from '../ports/ids.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { HitCounters } from '../ports/rate-limit.ts'
import type { Secrets } from '../secrets.ts'
import type { Viewer } from '../viewer.ts'

interface AccountParts {
  config: Config
  secrets: Secrets
  database: Database
  objects: ObjectStore
  mediaUrls: MediaUrls
  events: Events
  counters: HitCounters
  clock: Clock
  ids: Ids
  log: Logger
  passwordCost?: Argon2Cost
  recentVideoIds(viewer: Viewer): Promise<Id[]>
  removeVideosOf(ownerId: Id): Promise<void>
}

/** Users, their sessions, and what the server needs to know who asks. */
export function composeAccounts(parts: AccountParts) {
  const { config, secrets, database, objects, mediaUrls, events, clock, ids, log } = parts
  const { counters, recentVideoIds } = parts
  const { accessSeconds, refreshSeconds } = config.tokens
  const { maxImageBytes } = config.media

  const { users: userStore, sessions: store } = database
  const pictures = createPictures({ objects, queue: database.queue, clock })
  const users = createUsers({
    ...{ store: userStore, pictures, events, clock, ids, recentVideoIds },
    renamed: renameLater,
  })

  const attempts = config.http.rateLimits ? createAttempts({ counters, clock }) : unlimitedAttempts
  const devices = createDevices({ secret: secrets.refreshToken })
  const tokens = createTokens({
    accessSecret: secrets.accessToken,
    refreshSecret: secrets.refreshToken,
    accessSeconds,
  })
  const lifeSeconds = refreshSeconds
  const sessions = createSessions({ store, tokens, events, clock, ids, log, lifeSeconds })
  const passwords = createPasswords({ cost: parts.passwordCost })
  const closing = createClosing({
    ...{ store: database.closing, pictures, events, clock },
    removeVideosOf: parts.removeVideosOf,
  })
  const auth = createAuth({
    store,
    users,
    sessions,
    passwords,
    attempts,
    closeAccount: closing.close,
    events,
    clock,
  })

  const origins = createOrigins(config)
  const accountOf = (cookies: Record<string, string>) => devices.accountsOf(cookies[deviceCookie])[0] ?? null
  return {
    users,
    endpoints: [
      ...authRoutes({ auth, sessions, devices, mediaUrls, maxImageBytes, accessSeconds, refreshSeconds }),
      ...userRoutes({ users, mediaUrls, maxImageBytes }),
    ],
    jobs: userJobs({ pictures, store: userStore, closing }),
    allowsOrigin: origins.allows,
    kit: {
      authenticate: createAuthenticate(sessions.viewerOf),
      checkOrigin: origins.check,
      rateLimits: config.http.rateLimits ? createRateLimits({ counters, clock, accountOf }) : noRateLimits,
      setCookies: createSetCookies(config.http),
    },
  }
}
