import type { Id } from '../lib/id.ts'
import type { Rendition } from './media-tools.ts'

/** The adaptive stream that a host has made of a stored video. */
export interface HostedStream {
  /** Key of its master manifest. It and all that it names are read from the object store. */
  key: string
  renditions: Rendition[]
  hasAudio: boolean
}

/** What a host says by itself, by an HTTP request to this server. */
export interface HostNotice {
  videoId: Id
  /** What was made, or not, was to be made of an object of this generation. */
  generation: string
  /** Why it could not be made, for the log; null: it was. */
  failed: string | null
}

/**
 * A service that keeps the files of videos and makes streams of them itself, so that no ffmpeg here has to. Work is asked
 * for, and looked for later. Throws `ObjectMissing` for what does not lie under its key.
 */
export interface MediaHost {
  /** Asks for the stream of a file. Asked twice, it is made once. */
  requestStream(key: string): Promise<void>
  /** Null: it is not made yet. */
  findStream(key: string): Promise<HostedStream | null>
  /** Asks for a file that browsers play, made of an upload. */
  requestFile(from: string): Promise<void>
  /** Puts that file under its own key. False: it is not made yet. */
  takeFile(from: string, to: string): Promise<boolean>
  /** A JPEG at the path `into`, at most 1280 × 1280. */
  poster(key: string, atSeconds: number, into: string): Promise<void>
  /** What a request tells us that claims to come from the host; `forged`: it does not. Null: nothing that we wait for. */
  read(body: Buffer, header: (name: string) => string | undefined): HostNotice | 'forged' | null
}
