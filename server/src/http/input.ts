import type { z } from 'zod'
import { AppError, type ErrorCode, type FieldError } from '../errors.ts'
import type { Shape } from './endpoint.ts'

const absent = new Set(['', 'undefined', 'null', 'NaN'])

/** Front ends send `?page=undefined&query=`: such values count as not sent. A repeated name keeps its first value. */
export function cleanQuery(query: Record<string, unknown>): Record<string, unknown> {
  const cleaned: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(query)) {
    const first = Array.isArray(value) ? value[0] : value
    if (typeof first === 'string' && absent.has(first.trim())) continue
    if (first !== undefined) cleaned[name] = first
  }
  return cleaned
}

const fieldErrors = (error: z.ZodError, ...prefix: string[]): FieldError[] =>
  error.issues.slice(0, 20).map((issue) => ({
    path: [...prefix, ...issue.path].map(String).join('.'),
    message: issue.message,
  }))

function refuse(code: ErrorCode, errors: FieldError[]): never {
  const [first] = errors
  const message = first ? (first.path ? `${first.path}: ${first.message}` : first.message) : undefined
  throw new AppError(code, { message, errors })
}

export function parseShape(
  shape: Shape,
  values: Record<string, unknown>,
  code: ErrorCode,
): Record<string, unknown> {
  const parsed: Record<string, unknown> = {}
  const errors: FieldError[] = []
  for (const [name, schema] of Object.entries(shape)) {
    const result = schema.safeParse(values[name])
    if (result.success) parsed[name] = result.data
    else errors.push(...fieldErrors(result.error, name))
  }
  if (errors.length > 0) refuse(code, errors)
  return parsed
}

export function parseBody(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  return refuse('invalid_input', fieldErrors(result.error))
}
