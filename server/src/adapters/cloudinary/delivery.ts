import { Readable } from 'node:stream'
import { type ByteRange, ObjectMissing } from '../../ports/object-store.ts'
import { type Client, CloudinaryError, messageOf } from './client.ts'
import type { Delivered } from './names.ts'
import type { CloudinarySettings } from './settings.ts'
import { signPath } from './signatures.ts'

/** Where a file is read. Only the type `upload` is for everybody; the address of any other carries its signature. */
export function addressOf(settings: CloudinarySettings, delivered: Delivered): string {
  const { resource, type, transformation, source } = delivered
  const path = [transformation, source].filter((part) => part !== '').join('/')
  const signature = type === 'upload' ? '' : `${signPath(path, settings)}/`
  const made = transformation && `${transformation}/`
  return `${settings.deliveryUrl}/${resource}/${type}/${signature}${made}v1/${source}`
}

export type Delivery = ReturnType<typeof cloudinaryDelivery>

/** Of breaks in a row, with nothing read between two. */
const mostBreaks = 3

/** Reads files as a browser would, with the signature of whoever may. */
export function cloudinaryDelivery(client: Client, settings: CloudinarySettings) {
  /** Null: there is no such file. */
  async function ask(
    delivered: Delivered,
    { method = 'GET', range, signal }: { method?: 'GET' | 'HEAD'; range?: string; signal?: AbortSignal } = {},
  ): Promise<Response | null> {
    const headers = { 'accept-encoding': 'identity', ...(range && { range }) }
    const answer = await client.send(addressOf(settings, delivered), () => ({ method, headers, signal }))
    if (answer.ok) return answer
    const message = await messageOf(answer)
    if (answer.status === 404) return null
    throw new CloudinaryError(answer.status, message)
  }

  /** Asked for when somebody reads, unless it was already; a connection that breaks is taken up where it broke. */
  function read(key: string, delivered: Delivered, range?: ByteRange, begun?: Response): Readable {
    const stopping = new AbortController()
    const { signal } = stopping
    let unread = begun

    async function* bytes() {
      let at = range?.start ?? 0
      for (let breaks = 0; ; ) {
        const part = range || at > 0 ? `bytes=${at}-${range?.end ?? ''}` : undefined
        try {
          const answer = unread ?? (await ask(delivered, { range: part, signal }))
          unread = undefined
          if (!answer) throw new ObjectMissing(key)
          if (part && answer.status !== 206) throw new Error('Cloudinary gives no parts of files')
          for await (const chunk of answer.body ?? []) {
            at += chunk.length
            breaks = 0
            yield chunk
          }
          return
        } catch (error) {
          if (signal.aborted || !isBreak(error) || ++breaks > mostBreaks) throw error
        }
      }
    }

    const stream = Readable.from(bytes(), { objectMode: false })
    stream.once('close', () => {
      stopping.abort()
      void unread?.body?.cancel().catch(() => {})
    })
    return stream
  }

  return { ask, read }
}

/** The connection was lost in the middle: fetch says so by a TypeError. */
const isBreak = (error: unknown): boolean => error instanceof TypeError
