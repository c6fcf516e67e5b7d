import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Viewer } from '../../viewer.ts'
import type { Session, SessionStore, SessionUse } from './store.ts'
import { readRefreshToken, type Tokens } from './tokens.ts'

export type Sessions = ReturnType<typeof createSessions>

interface SessionParts {
  store: SessionStore
  tokens: Tokens
  events: Events
  clock: Clock
  ids: Ids
  log: Logger
  /** How long a session lasts without being used. */
  lifeSeconds: number
}

/** The program that a person uses, as the list of sessions names it. */
export interface Device {
  address: string
  userAgent: string
}

export interface TokenPair {
  accessToken: string
  refreshToken: string
}

/** Clients refresh in parallel: for so long a token that was just replaced still answers with the current one. */
const graceMs = 30_000
/** `lastUsedAt` is written no more often than this. */
const noteEveryMs = 60_000

type Standing = 'current' | 'justReplaced' | 'stale'

export function createSessions({ store, tokens, events, clock, ids, log, lifeSeconds }: SessionParts) {
  const use = (now: Date): SessionUse => ({ now, expiresAt: new Date(now.getTime() + lifeSeconds * 1000) })

  async function pair(session: Pick<Session, 'id' | 'userId' | 'seed'>, number: number): Promise<TokenPair> {
    return {
      accessToken: await tokens.accessToken(session.userId, session.id, clock.now()),
      refreshToken: tokens.refreshToken(session, number),
    }
  }

  /** Null when the password is not the one that was checked any more. */
  async function start(userId: Id, checkedHash: string, device: Device): Promise<TokenPair | null> {
    const seed = randomBytes(16).toString('base64url')
    const session = { id: ids.next(), userId, seed, ...device, ...use(clock.now()) }
    return (await store.start(session, checkedHash)) ? pair(session, 1) : null
  }

  /** Whom an access token stands for at this moment: asked of the database each time, so an ended session is ended. */
  async function viewerOf(accessToken: string): Promise<Viewer | null> {
    const now = clock.now()
    const claims = await tokens.readAccessToken(accessToken, now)
    if (!claims) return null
    const found = await store.viewer(claims.sessionId, claims.userId, now)
    if (!found) return null
    noteUse(found.viewer.sessionId, found.lastUsedAt, now)
    return found.viewer
  }

  /** Nobody waits for it, and nothing depends on it. */
  function noteUse(sessionId: Id, lastUsedAt: Date, now: Date): void {
    const before = new Date(now.getTime() - noteEveryMs)
    if (lastUsedAt > before) return
    store.touch(sessionId, use(now), before).catch((error: unknown) => {
      log.warn({ err: error, sessionId }, 'the use of a session was not noted')
    })
  }

  async function standingOf(token: string): Promise<{ session: Session; standing: Standing } | null> {
    const claim = readRefreshToken(token)
    const session = claim && (await store.find(claim.sessionId, clock.now()))
    if (!session || !tokens.isRefreshToken(token, session, claim.number)) return null
    if (claim.number === session.number) return { session, standing: 'current' }
    if (claim.number > session.number) return null
    const age = clock.now().getTime() - session.rotatedAt.getTime()
    const isJustReplaced = claim.number === session.number - 1 && age < graceMs
    return { session, standing: isJustReplaced ? 'justReplaced' : 'stale' }
  }

  /**
   * The next pair for the first of these tokens that is good; not all need to be there. An older token than the one just replaced was stolen, or
   * its successor was: the session ends, and both thief and owner have to log in.
   */
  async function refresh(given: (string | null | undefined)[]): Promise<TokenPair> {
    const texts = new Set(given.filter((token): token is string => Boolean(token)))
    if (texts.size === 0) throw appError('not_authenticated', { message: 'There is no refresh token.' })
    const looks = (await Promise.all([...texts].map(standingOf))).filter((look) => look !== null)
    const good = looks.find(({ standing }) => standing !== 'stale')
    if (good?.standing === 'current') return rotate(good.session)
    if (good) return pair(good.session, good.session.number)
    for (const { session } of looks) await endStolen(session)
    throw appError(looks.length > 0 ? 'token_reused' : 'invalid_token')
  }

  async function rotate(session: Session): Promise<TokenPair> {
    const { id, number } = session
    const isOurs = await store.rotate(id, number, use(clock.now()))
    if (isOurs) return pair(session, number + 1)
    // Somebody else rotated in this very moment, or ended the session.
    const now = await store.find(id, clock.now())
    if (now?.number !== number + 1) throw appError('invalid_token')
    return pair(now, now.number)
  }

  async function endStolen({ id, userId }: Session): Promise<void> {
    log.warn({ sessionId: id, userId }, 'an old refresh token was used: the session is ended')
    await end(id, userId)
  }

  async function end(sessionId: Id, userId: Id): Promise<boolean> {
    const isOurs = await store.end(sessionId, userId)
    if (isOurs) events.emit('session.ended', { sessionId })
    return isOurs
  }

  async function getSessions(viewer: Viewer): Promise<Session[]> {
    return store.listOf(viewer.id, clock.now())
  }

  async function endSession(viewer: Viewer, sessionId: Id): Promise<void> {
    if (!(await end(sessionId, viewer.id))) throw appError('session_not_found')
  }

  /** Gone already is gone. */
  async function logoutUser(viewer: Viewer): Promise<void> {
    await end(viewer.sessionId, viewer.id)
  }

  return { start, viewerOf, refresh, getSessions, endSession, logoutUser }
}
