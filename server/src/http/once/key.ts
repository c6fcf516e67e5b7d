import { createHash } from 'node:crypto'
import type { Request } from 'express'
import { type AppError, appError, invalidField } from '../../errors.ts'
import type { StagedFile } from '../endpoint.ts'

export const keyHeader = 'Idempotency-Key'
export const maxKeyLength = 255
/** Visible ASCII. */
export const keyPattern = '^[\\x21-\\x7e]+$'

const shape = new RegExp(keyPattern)
/** What front ends send where a variable was never set: all their requests would be one. */
const unset = new Set(['undefined', 'null', 'NaN'])

/** Null: the request carries none. */
export function keyOf(req: Request): string | null {
  const key = req.get(keyHeader)
  if (key === undefined) return null
  if (shape.test(key) && key.length <= maxKeyLength && !unset.has(key)) return key
  throw malformed()
}

const malformed = (): AppError =>
  invalidField(
    keyHeader,
    `${keyHeader} must be 1 to ${maxKeyLength} letters, digits or signs without spaces, such as a UUID made for this request.`,
  )

interface Contents {
  params: unknown
  query: unknown
  body: unknown
  files: Record<string, StagedFile | undefined>
}

/**
 * Of everything that was asked: the input as it was understood, so that neither the boundary of a form nor the
 * spaces of JSON count, and of each file its name in the form, its size and its contents.
 */
export function digestOf({ params, query, body, files }: Contents): string {
  const received = Object.keys(files)
    .sort()
    .flatMap((name) => {
      const file = files[name]
      return file ? [[name, file.sizeBytes, file.digest]] : []
    })
  return createHash('sha256')
    .update(JSON.stringify([params, query, body ?? null, received]))
    .digest('base64url')
}

export const requireSame = (known: string, asked: string): void => {
  if (known !== asked) throw appError('idempotency_key_reused')
}
