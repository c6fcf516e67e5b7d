import type { Readable } from 'node:stream'

export interface ObjectStat {
  sizeBytes: number
  /** Strong validator without quotes; the object behind a key never changes, so it is made from the key and size. */
  etag: string
  modifiedAt: Date
}

/** First and last byte, both included, as in a Range header. */
export interface ByteRange {
  start: number
  end: number
}

/** An object that was there when it was opened. Ends with one `read`, whose stream closes it, or with `close`. */
export interface OpenObject extends ObjectStat {
  read(range?: ByteRange): Readable
  close(): Promise<void>
}

/** How requests to a store on another machine went since the start. */
export interface StoreFigures {
  answered: number
  /** Tried again, for what passes by itself. */
  retried: number
  /** Given up after the last attempt. */
  failed: number
}

/** There is nothing under this key. */
export class ObjectMissing extends Error {
  readonly code = 'object_missing'
  constructor(key: string) {
    super(`There is no object ${key}`)
    this.name = 'ObjectMissing'
  }
}

/** The store does not answer. Worth a retry later. */
export class ObjectStoreUnavailable extends Error {
  readonly code = 'object_store_unavailable'
  constructor(cause: unknown) {
    super(`The object store is not available: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.name = 'ObjectStoreUnavailable'
  }
}

export const isObjectStoreUnavailable = (error: unknown): error is ObjectStoreUnavailable =>
  error instanceof ObjectStoreUnavailable

export const isObjectMissing = (error: unknown): error is ObjectMissing => error instanceof ObjectMissing

/** Below which the files of users and videos lie; below `trash/<day>/` what nobody needed on that day, under the same keys. */
export const mediaRoots = ['private', 'public'] as const
export const trashRoot = 'trash'

/**
 * Files under keys such as `public/videos/<id>/hls/<random>/v720/00001.m4s`. An object is written once
 * under a random name and never changes. Keys are made by the program and never hold what a user typed; one that
 * is not well-formed (lib/object-key.ts) is a mistake of ours and throws.
 */
export interface ObjectStore {
  /** Takes the file over (moves it where it can); durable when the promise resolves. */
  putFile(key: string, path: string): Promise<void>
  /** Takes over every file beneath a folder, under the same names below the prefix; durable like `putFile`. */
  putFolder(prefix: string, folder: string): Promise<void>
  putBytes(key: string, bytes: Uint8Array): Promise<void>
  /** Null when there is no such object. */
  stat(key: string): Promise<ObjectStat | null>
  /** Null when there is no such object. `whole` says that all of it will be read: so it may be on its way already. */
  open(key: string, soon?: 'whole'): Promise<OpenObject | null>
  /** The whole of a small object. Throws `ObjectMissing`. */
  bytes(key: string): Promise<Buffer>
  /** A path on this machine that holds the object's bytes, for ffmpeg; `release` when done. Throws `ObjectMissing`. */
  localCopy(key: string): Promise<{ path: string; release(): Promise<void> }>
  /** Moves an object to a new key. Done already is done. Throws `ObjectMissing` when it is at neither. */
  move(from: string, to: string): Promise<void>
  /** Gone already is done. */
  remove(key: string): Promise<void>
  /** Removes all below a prefix of whole segments; `videos/1` never touches `videos/10`. */
  removePrefix(prefix: string): Promise<void>
  /** All keys below a prefix of whole segments, in byte order; an empty prefix lists everything. */
  list(prefix: string): AsyncIterable<string>
  /** For readiness: throws when it cannot be used. */
  check(): Promise<void>
  /** Removes what writes of dead processes left half-done a day ago or longer. */
  sweep(): Promise<void>
}
