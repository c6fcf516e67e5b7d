import type { ErrorCode } from '../../errors.ts'
import { statusOf } from '../answer/statuses.ts'
import type { Endpoint } from '../endpoint.ts'

/**
 * Every error an endpoint can answer with: its own, and those that follow from what it takes. `upload_aborted` is not
 * among them: who has gone is told nothing.
 */
export function errorsOf(endpoint: Endpoint): Map<number, ErrorCode[]> {
  const codes = new Set<ErrorCode>([...endpoint.errors, ...implied(endpoint)])
  const byStatus = Map.groupBy(codes, (code) => statusOf[code])
  return new Map([...byStatus].toSorted(([a], [b]) => a - b))
}

function* implied(endpoint: Endpoint): Generator<ErrorCode> {
  const { access, query, body, files } = endpoint
  const asksNothing = access === 'none' && !body && Object.keys({ ...endpoint.params, ...query }).length === 0
  if (access === 'user' || access === 'admin') yield* ['not_authenticated', 'invalid_token'] as const
  if (access === 'admin') yield 'not_allowed'
  const params = Object.values(endpoint.params)
  // Whatever is asked for by name, as users are, is not malformed.
  if (params.some((param) => !param.safeParse('a').success)) yield 'invalid_id'
  if (params.length > 0 || Object.keys(query).length > 0 || body) yield 'invalid_input'
  if (endpoint.again) yield* ['invalid_input', 'idempotency_key_reused'] as const
  if ('cursor' in query) yield 'invalid_cursor'
  if ('page' in query) yield 'page_too_deep'
  if (body) yield* bodyErrors(endpoint)
  if (Object.keys(files).length > 0) yield* fileErrors(endpoint)
  if (!endpoint.route.startsWith('GET ')) yield 'foreign_origin'
  if (endpoint.rateLimit) yield 'too_many_requests'
  if (!asksNothing) yield* ['database_unavailable', 'too_slow'] as const
  yield 'internal_error'
}

function* bodyErrors(endpoint: Endpoint): Generator<ErrorCode> {
  // Any route that takes a body takes it as a form too.
  yield* ['body_too_large', 'request_timeout', 'unexpected_file'] as const
  if (endpoint.bodyMode === 'json') yield 'malformed_form'
  const takesJson = !Object.values(endpoint.files).some((file) => file.required)
  if (endpoint.bodyMode === 'json' && takesJson)
    yield* ['malformed_json', 'unsupported_content_type'] as const
}

function* fileErrors(endpoint: Endpoint): Generator<ErrorCode> {
  yield* ['malformed_form', 'unexpected_file', 'file_too_large', 'storage_full'] as const
  yield 'media_unavailable'
  yield* ['request_timeout', 'unsupported_content_type'] as const
  if (Object.values(endpoint.files).some((file) => file.required)) yield 'missing_file'
}
