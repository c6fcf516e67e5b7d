import { text } from '../text/text.ts'
import { addressOf, type Envelope, formOf, readEnvelope } from './client.ts'
import { ApiError } from './errors.ts'
import type { Operations } from './operations.ts'
import { freshSession } from './session.ts'

interface UploadAsk {
  body: Operations['publishVideo']['body']
  /** The same for every attempt, so that an answer that was lost does not make a second video. */
  idempotencyKey: string
  signal: AbortSignal
  onProgress(sentBytes: number): void
}

/** Sends a video and tells how far it is, which `fetch` cannot. Throws an `ApiError`, and what the signal says. */
export async function uploadVideo(ask: UploadAsk): Promise<Operations['publishVideo']['answer']> {
  const { body, idempotencyKey, signal, onProgress } = ask
  await freshSession('publishVideo')
  signal.throwIfAborted()
  const request = new XMLHttpRequest()
  const abort = (): void => request.abort()
  signal.addEventListener('abort', abort)
  try {
    const answered = await new Promise<Envelope<Operations['publishVideo']['answer']>>((resolve, reject) => {
      request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
      request.addEventListener('error', () =>
        reject(new ApiError({ status: 0, code: 'offline', message: text.errors.offline })),
      )
      request.addEventListener('abort', () => reject(signal.reason))
      request.addEventListener('load', () => {
        try {
          resolve(
            readEnvelope(request.status, request.responseText, request.getResponseHeader('Retry-After')),
          )
        } catch (error) {
          reject(error)
        }
      })
      request.open('POST', addressOf('publishVideo', {}))
      request.setRequestHeader('Accept', 'application/json')
      request.setRequestHeader('Idempotency-Key', idempotencyKey)
      request.send(formOf(body))
    })
    return answered.data
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
