import type { Id } from '../../lib/id.ts'
import type { Viewer } from '../../viewer.ts'

/** What a log-in is checked against. */
export interface Credentials {
  userId: Id
  username: string
  email: string
  passwordHash: string
}

export interface NewSession {
  id: Id
  userId: Id
  seed: string
  userAgent: string
  address: string
  now: Date
  expiresAt: Date
}

export interface Session {
  id: Id
  userId: Id
  /** What the refresh tokens are derived from, with the server's secret and their number. */
  seed: string
  /** The number of the current refresh token, from 1. */
  number: number
  rotatedAt: Date
  userAgent: string
  address: string
  lastUsedAt: Date
  expiresAt: Date
  createdAt: Date
}

/** A sign of life: from when on the session was used, and until when it lasts without another. */
export interface SessionUse {
  now: Date
  expiresAt: Date
}

/** An expired session is none, everywhere. */
export interface SessionStore {
  /** By user name or e-mail, folded to lower case, or by id. */
  credentialsOf(user: { username: string } | { email: string } | { id: Id }): Promise<Credentials | null>
  /** False, and no session, when the user's password is not (any more) the one that was checked. */
  start(session: NewSession, checkedHash: string): Promise<boolean>
  /** Who asks, and when the session was last used: one read by key. */
  viewer(sessionId: Id, userId: Id, now: Date): Promise<{ viewer: Viewer; lastUsedAt: Date } | null>
  find(id: Id, now: Date): Promise<Session | null>
  /** From this number to the next. Of twenty at once one is true. */
  rotate(id: Id, number: number, use: SessionUse): Promise<boolean>
  /** Unless it was used after `unless` already. */
  touch(id: Id, use: SessionUse, unless: Date): Promise<void>
  /** Last used first, at most 500. */
  listOf(userId: Id, now: Date): Promise<Session[]>
  /** False: the user has no such session. */
  end(id: Id, userId: Id): Promise<boolean>
  /** The ids of the sessions that ended with it; null, and nothing changed, when `from` is not the password any more. */
  changePassword(change: PasswordChange): Promise<Id[] | null>
  /** The same password in another form; sessions go on. Nothing changes when `from` is not the password any more. */
  rehash(userId: Id, from: string, to: string): Promise<void>
  /** Removes at most so many of the sessions that have expired; answers how many. */
  sweep(now: Date, most: number): Promise<number>
}

export interface PasswordChange {
  userId: Id
  /** Null: whatever it is, for an operator. */
  from: string | null
  to: string
  /** The session that goes on. */
  keep: Id | null
  now: Date
}
