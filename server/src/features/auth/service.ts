import { appError, invalidField, isAppError } from '../../errors.ts'
import { createGate } from '../../lib/gate.ts'
import type { Id } from '../../lib/id.ts'
import type { UploadedPicture } from '../../media/uploaded-picture.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Viewer } from '../../viewer.ts'
import type { Users } from '../users/service.ts'
import type { Attempts, Guesser } from './attempts.ts'
import type { Passwords } from './passwords.ts'
import type { Device, Sessions } from './sessions.ts'
import type { Credentials, SessionStore } from './store.ts'

export type Auth = ReturnType<typeof createAuth>

interface AuthParts {
  store: SessionStore
  users: Users
  sessions: Sessions
  passwords: Passwords
  attempts: Attempts
  /** Throws `invalid_token` when the account was closed, or its password changed, at this very moment. */
  closeAccount(userId: Id, checkedHash: string): Promise<void>
  events: Events
  clock: Clock
}

interface Registration {
  username: string
  email: string
  fullName: string
  password: string
}

interface LogIn {
  /** What was given, folded: one name, or two kinds of it. */
  names: string[]
  password: string
  device: Device
  /** Accounts that logged in on this device before. */
  knownAccounts: Id[]
}

export function createAuth(parts: AuthParts) {
  const { store, users, sessions, passwords, attempts, events, clock } = parts

  // In turns, so that many who want one name at once do not fill the queue of hashes: the second turn knows the first.
  const full = () => appError('overloaded', { retryAfterSeconds: 5 })
  const registrations = createGate({ atOnce: 2, waiting: 64, full })

  const registerUser = (
    { password, ...details }: Registration,
    files: { avatar: UploadedPicture; coverImage?: UploadedPicture },
  ) =>
    registrations.run(async () => {
      await users.requireFree(details)
      const pictures = await users.makePictures(files.avatar, files.coverImage)
      return users.add({ ...details, passwordHash: await passwords.hash(password) }, pictures)
    })

  async function loginUser({ names, password, device, knownAccounts }: LogIn) {
    const name = names[0]!
    // Again when the hash was renewed between check and start by another log-in of the same moment.
    for (let tries = 3; tries > 0; tries--) {
      const credentials = await store.credentialsOf(keyOf(name))
      if (!credentials) {
        await passwords.pretend(password)
        throw appError('user_not_found')
      }
      const isKnown = knownAccounts.includes(credentials.userId)
      await requirePassword(credentials, password, isKnown ? 'known device' : 'stranger')
      requireSame(credentials, names)
      const pair = await sessions.start(credentials.userId, credentials.passwordHash, device)
      if (!pair) continue
      await renewHash(credentials, password)
      return { user: await users.requireById(credentials.userId), ...pair }
    }
    throw appError('wrong_password')
  }

  async function requirePassword(
    credentials: Credentials,
    password: string,
    by: Guesser,
    message?: string,
  ): Promise<void> {
    const isRight = () => passwords.matches(password, credentials.passwordHash)
    if (await attempts.guess(credentials.userId, by, isRight)) return
    if (by !== 'session') throw appError('wrong_password')
    throw appError('wrong_old_password', message ? { message } : {})
  }

  /** Hashes of old databases, and of weaker parameters, are made anew when the password is at hand. */
  async function renewHash({ userId, passwordHash }: Credentials, password: string): Promise<void> {
    if (!passwords.isOutdated(passwordHash)) return
    try {
      await store.rehash(userId, passwordHash, await passwords.hash(password))
    } catch (error) {
      // There will be another log-in, in a quieter moment.
      if (!isAppError(error, 'overloaded')) throw error
    }
  }

  async function changeCurrentPassword(viewer: Viewer, oldPassword: string, newPassword: string) {
    const credentials = await store.credentialsOf({ id: viewer.id })
    if (!credentials) throw appError('user_not_found')
    await requirePassword(credentials, oldPassword, 'session')
    const ended = await store.changePassword({
      userId: viewer.id,
      from: credentials.passwordHash,
      to: await passwords.hash(newPassword),
      keep: viewer.sessionId,
      now: clock.now(),
    })
    if (!ended) throw appError('wrong_old_password')
    for (const sessionId of ended) events.emit('session.ended', { sessionId })
  }

  async function deleteAccount(viewer: Viewer, password: string): Promise<void> {
    const credentials = await store.credentialsOf({ id: viewer.id })
    if (!credentials) throw appError('invalid_token')
    await requirePassword(credentials, password, 'session', 'The password is not right.')
    await parts.closeAccount(viewer.id, credentials.passwordHash)
  }

  return { registerUser, loginUser, changeCurrentPassword, deleteAccount }
}

/** User names hold no `@`. */
const keyOf = (name: string) => (name.includes('@') ? { email: name } : { username: name })

/** After the password, so that nobody learns whose e-mail it is. */
function requireSame({ username, email }: Credentials, names: string[]): void {
  if (names.every((name) => name === username || name === email)) return
  throw invalidField('email', 'The user name and the e-mail belong to different accounts.')
}
