import type { Request } from 'express'
import { type AppError, appError } from '../../errors.ts'
import { sizeInWords } from '../../lib/bytes.ts'
import type { Staging } from '../../ports/staging.ts'
import type { FileShape } from '../endpoint.ts'

export const maxFields = 64
/** More than the longest description in four-byte characters. */
export const maxFieldBytes = 64 * 1024
export const maxNameLength = 100

/** Part headers, boundaries and what browsers put around them. */
const overheadBytes = 256 * 1024

/** No honest form of this shape is larger. */
export const bodyLimit = (files: FileShape): number =>
  Object.values(files).reduce((sum, file) => sum + file.maxBytes, overheadBytes + maxFields * maxFieldBytes)

/** Refuses by the declared length, before a byte is read. A body of unknown length is measured as it comes. */
export async function checkLength(files: FileShape, req: Request, staging: Staging): Promise<void> {
  const length = Number(req.headers['content-length'] ?? 0)
  if (length > bodyLimit(files)) throw tooLarge(files)
  // A form without files is read into memory.
  if (Object.keys(files).length === 0) return
  if ((await staging.roomBytes()) < length) throw appError('storage_full')
}

function tooLarge(files: FileShape): AppError {
  const errors = Object.entries(files).map(([path, { maxBytes }]) => ({
    path,
    message: `At most ${sizeInWords(maxBytes)}.`,
  }))
  const limits = errors.map(({ path, message }) => `${path}: ${message}`)
  return appError('file_too_large', { message: limits.join(' '), errors })
}
