import { Readable } from 'node:stream'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { type ByteRange, ObjectMissing } from '../../ports/object-store.ts'
import { isMissing } from './client.ts'

/** Of breaks in a row, with nothing read between two. */
const mostBreaks = 3
const readBytes = 256 * 1024

interface Asked {
  /** Absent: the whole. */
  range?: ByteRange
  /** These bytes, where they were asked for already. */
  begun?: Readable
}

/** The bytes of an object, asked for when somebody reads. A connection that breaks is taken up where it broke. */
export function readObject(
  client: S3Client,
  Bucket: string,
  Key: string,
  { range, begun }: Asked = {},
): Readable {
  const stopping = new AbortController()
  let unread = begun
  let body = begun

  async function ask(Range: string | undefined): Promise<Readable> {
    const command = new GetObjectCommand({ Bucket, Key, Range })
    return (await client.send(command, { abortSignal: stopping.signal })).Body as Readable
  }

  async function* bytes() {
    let at = range?.start ?? 0
    for (let breaks = 0; ; ) {
      const Range = range || at > 0 ? `bytes=${at}-${range?.end ?? ''}` : undefined
      try {
        body = unread ?? (await ask(Range))
        unread = undefined
        for await (const chunk of body) {
          at += (chunk as Buffer).length
          breaks = 0
          yield chunk
        }
        return
      } catch (error) {
        if (isMissing(error)) throw new ObjectMissing(Key)
        if (stopping.signal.aborted || ++breaks > mostBreaks) throw error
      }
    }
  }

  const stream = Readable.from(bytes(), { objectMode: false, highWaterMark: readBytes })
  // An answer that is waited for, or in the middle, would hold its connection.
  stream.once('close', () => {
    stopping.abort()
    body?.destroy()
  })
  return stream
}
