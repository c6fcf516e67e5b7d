import { appError, type ErrorCode } from '../../errors.ts'
import { errorEnvelope } from '../answer/envelope.ts'
import { statusOf } from '../answer/statuses.ts'
import { ErrorShape } from '../openapi/error-shapes.ts'
import type { PlainRoute } from '../openapi/plain.ts'
import type { StreamEndpoint } from '../stream.ts'

const requestId = '0f7d0c0e-6a53-4d2c-9e6a-3a1d1c0a8f11'

/** What the documentation says of byte streams, read off the values that answer. */
export const plainRoutesOf = (streams: StreamEndpoint[]): PlainRoute[] =>
  streams.map(({ id, route, summary, errors }) => ({
    id,
    method: 'GET',
    path: `/media${route.slice('GET '.length).replace('*', ':')}`,
    summary,
    tag: 'media',
    answers: {
      200: { description: 'The file.', contentType: '*/*' },
      ...(errors.includes('range_not_satisfiable') && {
        206: { description: 'The part that `Range` asks for.', contentType: '*/*' },
      }),
      304: { description: 'The client has it already.' },
      ...Object.fromEntries(errors.map((code) => [statusOf[code], failure(code)])),
    },
  }))

const failure = (code: ErrorCode) => {
  const error = appError(code)
  return {
    description: error.message,
    contentType: 'application/json',
    shape: ErrorShape,
    example: errorEnvelope(error, requestId),
  }
}
