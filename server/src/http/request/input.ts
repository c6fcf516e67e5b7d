import { z } from 'zod'
import { AppError, type ErrorCode, type FieldError } from '../../errors.ts'
import type { Shape } from '../endpoint.ts'

const absent = new Set(['', 'undefined', 'null', 'NaN'])

/** Front ends send `?page=undefined&query=`: such values count as not sent. A repeated name keeps its first value. */
export function cleanQuery(query: Record<string, unknown>): Record<string, unknown> {
  const cleaned: Record<string, unknown> = {}
  for (const name in query) {
    const value = query[name]
    const first = Array.isArray(value) ? value[0] : value
    if (typeof first === 'string' && absent.has(first.trim())) continue
    if (first !== undefined) cleaned[name] = first
  }
  return cleaned
}

/** Throws the code with what is wrong, field by field. */
export type Parse = (values: unknown) => unknown

const nothing = Object.freeze({})

/** Made once when a route is mounted: Zod compiles an object's check at its first use. */
export function parser(shape: Shape, code: ErrorCode): Parse {
  if (Object.keys(shape).length === 0) return () => nothing
  return schemaParser(z.object(shape), code)
}

export function schemaParser(schema: z.ZodType, code: ErrorCode): Parse {
  return (values) => {
    const result = schema.safeParse(values, { error: inWords })
    if (result.success) return result.data
    if (result.error.issues.some(isOfWhole)) throw new AppError(code, { message: wanted(schema) })
    throw refusal(code, result.error)
  }
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** For a field whose schema has no words of its own. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'too_big') return `At most ${issue.maximum.toLocaleString('en')}${unitOf(issue.origin)}.`
  if (issue.code === 'too_small')
    return `At least ${issue.minimum.toLocaleString('en')}${unitOf(issue.origin)}.`
  if (issue.code !== 'invalid_type') return undefined
  if (issue.input === undefined) return 'This is missing.'
  const kind = kinds[issue.expected]
  return kind && `This must be ${kind}.`
}

const unitOf = (origin: string): string => (origin === 'string' ? ' characters' : '')

/** What came is no object at all. */
const isOfWhole = ({ path, code }: z.core.$ZodIssue): boolean => path.length === 0 && code === 'invalid_type'

function wanted(schema: z.ZodType): string {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  if (names.length === 0) return 'Send a JSON object.'
  const list = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ')
  return `Send a JSON object with the ${names.length === 1 ? 'field' : 'fields'} ${list}.`
}

function refusal(code: ErrorCode, error: z.ZodError): AppError {
  const errors: FieldError[] = error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }))
  const [first] = errors
  const message = first && (first.path ? `${first.path}: ${first.message}` : first.message)
  return new AppError(code, { message, errors })
}
