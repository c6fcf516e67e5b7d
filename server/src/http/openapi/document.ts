import { type Endpoint, type Method, type Route, splitRoute } from '../endpoint.ts'
import { ErrorShape, ProblemShape } from './error-shapes.ts'
import { operationOf } from './operation.ts'
import type { PlainAnswer, PlainRoute } from './plain.ts'
import { createSchemaBook, type JsonSchema, type SchemaBook } from './schemas.ts'

type Paths = Record<string, Record<string, unknown>>

/** OpenAPI 3.1, read off the very values that answer. */
export function openApiDocument(
  endpoints: Endpoint[],
  plain: PlainRoute[] = [],
  dialects: string | null = null,
): JsonSchema {
  const book = createSchemaBook()
  for (const shape of [ErrorShape, ProblemShape]) book.answer(shape)
  const paths: Paths = {}
  for (const endpoint of endpoints) {
    addOperation(paths, endpoint.route, {
      tags: [tagOf(endpoint)],
      ...operationOf(book, endpoint, endpoint.id),
    })
    for (const [index, alias] of endpoint.aliases.entries()) {
      addOperation(paths, alias, {
        tags: [tagOf(endpoint)],
        ...operationOf(book, endpoint, `${endpoint.id}.alias${index + 1}`),
        description: `The same as \`${endpoint.id}\`, ${endpoint.route}.`,
      })
    }
  }
  for (const route of plain) addPlain(book, paths, route)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reelbase',
      version: '1',
      description: [
        'The VideoTube contract. To try what needs an account, register and log in here: the browser keeps the cookie from then on. Without a browser, send the `accessToken` that log-in answers as `Authorization: Bearer …`.',
        'Any answer can also be 414 (address too long) or 431 (headers too large).',
        ...(dialects ? [dialects] : []),
      ].join('\n\n'),
    },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set([...endpoints.map(tagOf), ...plain.map(({ tag }) => tag)])].map((name) => ({ name })),
    paths,
    components: { schemas: sorted(book.components), securitySchemes },
  }
}

const securitySchemes = {
  cookie: { type: 'apiKey', in: 'cookie', name: 'accessToken', description: 'Set by log-in.' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `accessToken` that log-in answers.',
  },
}

function place(
  paths: Paths,
  method: Method,
  path: string,
  operation: JsonSchema,
  item: JsonSchema = {},
): void {
  const key = path.replace(/:(\w+)/g, '{$1}')
  paths[key] = { ...item, ...paths[key], [method.toLowerCase()]: operation }
}

function addOperation(paths: Paths, route: Route, operation: JsonSchema): void {
  const { method, path } = splitRoute(route)
  place(paths, method, path, operation)
}

function addPlain(
  book: SchemaBook,
  paths: Paths,
  { id, method, path, summary, tag, answers }: PlainRoute,
): void {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)
  const operation = {
    operationId: id,
    summary,
    tags: [tag],
    security: [],
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    responses: Object.fromEntries(
      Object.entries(answers).flatMap(([status, answer]) =>
        answer ? [[status, plainAnswer(book, answer)]] : [],
      ),
    ),
  }
  place(paths, method, path, operation, { servers: [{ url: '/' }] })
}

function plainAnswer(book: SchemaBook, answer: PlainAnswer): JsonSchema {
  const { description, contentType, shape, example } = answer
  if (!contentType) return { description }
  const content = { ...(shape && { schema: book.answer(shape) }), ...(example !== undefined && { example }) }
  return { description, content: { [contentType]: content } }
}

const tagNames: Record<string, string> = { healthcheck: 'health', playlist: 'playlists' }

function tagOf({ route }: Endpoint): string {
  const first = route.split('/')[1]!
  return tagNames[first] ?? first
}

const sorted = (schemas: Record<string, JsonSchema>): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)))
