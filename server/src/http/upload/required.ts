import { type AppError, appError, type FieldError } from '../../errors.ts'
import type { FileShape } from '../endpoint.ts'
import type { ReceivedForm } from '../upload.ts'

/** Null: all files are there that must be. */
export function missingFiles(specs: FileShape, files: ReceivedForm['files']): AppError | null {
  const missing = Object.keys(specs).filter((name) => specs[name]!.required && !files[name])
  if (missing.length === 0) return null
  return appError('missing_file', {
    message: `${missing.join(' and ')}: a file is required.`,
    errors: missing.map((path): FieldError => ({ path, message: 'A file is required.' })),
  })
}
