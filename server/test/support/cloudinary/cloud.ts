import type { Account } from './checks.ts'

export interface Stored {
  resource: string
  type: string
  publicId: string
  format: string | null
  bytes: Buffer
  createdAt: Date
  /** By `<transformation>/<format>`; files that a manifest names stand here too. */
  derived: Map<string, Buffer>
}

/** A request as the tests meddle with it. */
export interface Seen {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
}

export interface Meddling {
  /** Looks at each request; a status answers it instead, `cut` breaks the connection when the body was read. */
  before?(seen: Seen): number | 'cut' | undefined | Promise<number | 'cut' | undefined>
  /** After so many bytes of a file the connection breaks; asked once an answer. */
  cutAfter?(seen: Seen): number | undefined
  /** What a refusal by `before` asks for. */
  retryAfterSeconds?: number
  /** What becomes of work that is asked for: `hold` leaves it until `release`. */
  work?: 'do' | 'hold' | 'fail'
  /** Nobody is told. */
  isSilent?: boolean
}

/** What the stand-in keeps. */
export interface Cloud {
  account: Account
  assets: Map<string, Stored>
  meddling: Meddling
  /** What was asked for and is not made yet. */
  waiting: (() => Promise<void>)[]
  /** Notifications as they were sent. */
  notices: { url: string; body: string; status: number }[]
  /** Every request. */
  log: Seen[]
  /** What called back copies at the edge. */
  invalidated: string[]
  uploads: Map<string, { parts: Map<number, Buffer>; said: object | null }>
  /** Where it answers. */
  origin: string
}

export const nameOf = (resource: string, type: string, publicId: string): string =>
  `${resource}/${type}/${publicId}`

export const newCloud = (account: Account): Cloud => ({
  ...{
    account,
    assets: new Map(),
    meddling: {},
    waiting: [],
    notices: [],
    log: [],
    invalidated: [],
    uploads: new Map(),
    origin: '',
  },
})
