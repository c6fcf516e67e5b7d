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

/**
 * Files under keys such as `public/videos/<id>/hls/<random>/v720/00001.m4s`. An object is written once
 * under a random name and never changes. Keys are made by the program and never hold what a user typed.
 */
export interface ObjectStore {
  /** Takes the file over (moves it where it can); durable on disk when the promise resolves. */
  putFile(key: string, path: string): Promise<void>
  putBytes(key: string, bytes: Uint8Array): Promise<void>
  /** Null when there is no such object. */
  stat(key: string): Promise<ObjectStat | null>
  /** Throws `object_missing` (ENOENT) through the stream when it is gone. */
  read(key: string, range?: ByteRange): Readable
  /** A path on this machine that holds the object's bytes, for ffmpeg; `release` when done. */
  localCopy(key: string): Promise<{ path: string; release(): Promise<void> }>
  /** Moves an object to a new key. Done already is done. */
  move(from: string, to: string): Promise<void>
  /** Gone already is done. */
  remove(key: string): Promise<void>
  removePrefix(prefix: string): Promise<void>
  /** All keys below a prefix, in order, one at a time. */
  list(prefix: string): AsyncIterable<string>
  /** For readiness: throws when it cannot be used. */
  check(): Promise<void>
}
