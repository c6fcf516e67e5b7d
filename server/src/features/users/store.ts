import type { Id } from '../../lib/id.ts'
import type { Also } from '../../ports/job-queue.ts'

/** What is shown beside everything that somebody owns. */
export interface Owner {
  id: Id
  username: string
  fullName: string
  /** Object key; empty: none. */
  avatar: string
}

export interface User extends Owner {
  email: string
  bio: string
  /** Object key; empty: none. */
  coverImage: string
  role: 'user' | 'admin'
  createdAt: Date
  updatedAt: Date
}

export interface NewUser {
  id: Id
  username: string
  email: string
  fullName: string
  avatar: string
  coverImage: string
  passwordHash: string
  now: Date
}

export interface UserCounts {
  subscribers: number
  subscriptions: number
  videos: number
}

export interface Channel {
  user: User
  counts: UserCounts
  isSubscribed: boolean
  /** By the viewer. */
  isBlocked: boolean
}

export type Taken = 'username' | 'email'
export type Picture = 'avatar' | 'cover'

/** User names and e-mails come folded to lower case. */
export interface UserStore {
  /** Null: added. Else what somebody else has already; of twenty at once with one name, one is added. */
  add(user: NewUser): Promise<Taken | null>
  /** Which of these are taken at the moment. Only `add` and `update` decide. */
  takenAmong(names: { username: string; email: string }): Promise<Taken | null>
  findById(id: Id): Promise<User | null>
  /** With its counts, exact to the moment, and how the viewer stands to it. One query. */
  findChannel(username: string, viewerId: Id | null): Promise<Channel | null>
  /** In the order of the ids; who is not there is left out. One query, whatever the number. */
  loadMany(ids: Id[]): Promise<Owner[]>
  /** The user as it is then; `email`: taken by somebody else; null: there is no such user. */
  update(id: Id, changes: UserChanges, now: Date, also: Also): Promise<User | 'email' | null>
  /** Puts another key in the place of this one. False: by now another one stands there, and nothing was changed. */
  replacePicture(change: PictureChange, also: Also): Promise<boolean>
  /** False: there is no such user. */
  setRole(id: Id, role: User['role'], now: Date): Promise<boolean>
}

export interface Closing {
  userId: Id
  /** Of the password that was checked. */
  checkedHash: string
  now: Date
}

/** How an account ends. */
export interface ClosingStore {
  /**
   * From now on nobody is this user, whose names are free. The sessions that ended with it; null, and nothing is
   * changed, when the password is not (any more) the one that was checked.
   */
  close(closing: Closing, also: Also): Promise<Id[] | null>
  /**
   * Removes what hangs from a closed account, but for its videos, and counts it off where it counted. Each step commits
   * some thousand rows at most, and answers how many; begun anew it goes on where it was.
   */
  clear(id: Id): AsyncIterable<number>
  /** The closed account's own row. False: something has arrived since it was cleared. Gone already is true. */
  remove(id: Id): Promise<boolean>
}

export interface UserChanges {
  fullName?: string
  email?: string
  bio?: string
}

export interface PictureChange {
  userId: Id
  picture: Picture
  from: string
  to: string
  now: Date
}
