import { z } from 'zod'
import { appError, catalogue, type ErrorCode } from '../../errors.ts'
import { errorEnvelope, problem } from '../answer/envelope.ts'
import type { Access, Endpoint, Shape } from '../endpoint.ts'
import { keyHeader, keyPattern, maxKeyLength } from '../once/key.ts'
import { exampleOf } from './examples.ts'
import { errorsOf } from './implied.ts'
import type { JsonSchema, SchemaBook } from './schemas.ts'

const exampleRequestId = '0f7d0c0e-6a53-4d2c-9e6a-3a1d1c0a8f11'

/** An endpoint as OpenAPI has it, under one of its routes. */
export function operationOf(book: SchemaBook, endpoint: Endpoint, operationId: string): JsonSchema {
  const body = requestBody(book, endpoint)
  return {
    operationId,
    summary: endpoint.summary,
    ...(endpoint.description && { description: endpoint.description }),
    security: security[endpoint.access],
    parameters: [
      ...parameters(book, endpoint.params, 'path'),
      ...parameters(book, endpoint.query, 'query'),
      ...(endpoint.again ? [idempotencyKey] : []),
    ],
    ...(body && { requestBody: body }),
    responses: {
      [endpoint.status]: success(book, endpoint),
      ...(endpoint.route.startsWith('GET ') && {
        304: { description: 'Nothing changed since the ETag in `If-None-Match`.' },
      }),
      ...Object.fromEntries([...errorsOf(endpoint)].map(([status, codes]) => [status, failure(codes)])),
    },
  }
}

const signedIn = [{ cookie: [] }, { bearer: [] }]
const security: Record<Access, object[]> = {
  none: [],
  optional: [{}, ...signedIn],
  user: signedIn,
  admin: signedIn,
}

const idempotencyKey: JsonSchema = {
  name: keyHeader,
  in: 'header',
  required: false,
  description:
    'Made by the client for this request alone, such as a UUID. Sent again with the same key within 24 hours, the request has no second effect and the same answer, rendered anew.',
  schema: { type: 'string', minLength: 1, maxLength: maxKeyLength, pattern: keyPattern },
}

function parameters(book: SchemaBook, shape: Shape, place: 'path' | 'query'): JsonSchema[] {
  const { properties = {}, required = [] } = book.request(z.object(shape))
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, property]) => {
    const isRequired = place === 'path' || (required as string[]).includes(name)
    const { description, ...schema } = isRequired ? property : withExampleInWords(property)
    return {
      name,
      in: place,
      required: isRequired,
      ...(description !== undefined && { description }),
      schema,
      ...(isRequired && { example: exampleOf(book, schema, name) }),
    }
  })
}

/** Swagger UI fills in every example it finds: one of a parameter that may be left out would narrow the list. */
function withExampleInWords({ example, examples, ...schema }: JsonSchema): JsonSchema {
  const shown = example ?? (examples as unknown[] | undefined)?.[0]
  if (shown === undefined) return schema
  return {
    ...schema,
    description: [schema.description, `For example: \`${shown}\`.`].filter(Boolean).join(' '),
  }
}

function requestBody(book: SchemaBook, endpoint: Endpoint): JsonSchema | null {
  const files = Object.entries(endpoint.files)
  if (!endpoint.body && files.length === 0) return null
  const fields = endpoint.body ? book.request(endpoint.body) : { type: 'object', properties: {} }
  const needsFile = files.some(([, file]) => file.required)
  const json = () => ({
    schema: book.named(nameOf(endpoint, 'Body'), fields),
    example: exampleOf(book, fields),
  })
  const form = () => ({ schema: book.named(nameOf(endpoint, 'Form'), withFiles(book, fields, endpoint)) })
  return {
    required: endpoint.bodyMode !== 'lenient',
    content: {
      ...(endpoint.body && !needsFile && { 'application/json': json() }),
      ...(files.length > 0 && { 'multipart/form-data': form() }),
    },
  }
}

/** `createTweet` → `CreateTweetBody`. */
const nameOf = ({ id }: Endpoint, part: 'Body' | 'Form' | 'Data' | 'Response'): string =>
  `${id[0]!.toUpperCase()}${id.slice(1)}${part}`

function withFiles(book: SchemaBook, fields: JsonSchema, { files }: Endpoint): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(files).map(([name, { description }]) => [
      name,
      { type: 'string', format: 'binary', description },
    ]),
  )
  const required = Object.keys(files).filter((name) => files[name]!.required)
  const resolved = book.resolve(fields)
  if (resolved.type !== 'object') return { allOf: [fields, { type: 'object', properties, required }] }
  return {
    ...resolved,
    properties: { ...(resolved.properties as JsonSchema), ...properties },
    required: [...((resolved.required as string[] | undefined) ?? []), ...required],
  }
}

function success(book: SchemaBook, endpoint: Endpoint): JsonSchema {
  const data = book.named(nameOf(endpoint, 'Data'), book.answer(endpoint.answer))
  const isPageObject = 'docs' in ((book.resolve(data).properties as JsonSchema | undefined) ?? {})
  const saysNext = 'cursor' in endpoint.query && !isPageObject
  const { status, message } = endpoint
  return {
    description: message,
    content: {
      'application/json': {
        schema: book.named(nameOf(endpoint, 'Response'), {
          type: 'object',
          required: ['statusCode', 'data', 'message', 'success'],
          properties: {
            statusCode: { const: status },
            data,
            message: { type: 'string' },
            success: { const: true },
            ...(saysNext && {
              nextCursor: { type: 'string', description: 'Present while there is more.' },
            }),
          },
        }),
        example: { statusCode: status, data: exampleOf(book, data), message, success: true },
      },
    },
  }
}

const failure = (codes: ErrorCode[]): JsonSchema => ({
  description: codes.map((code) => `\`${code}\`: ${catalogue[code]}`).join('\n\n'),
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Error' },
      examples: each(codes, errorEnvelope),
    },
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: each(codes, problem),
    },
  },
})

const each = (codes: ErrorCode[], shape: typeof errorEnvelope | typeof problem): JsonSchema =>
  Object.fromEntries(codes.map((code) => [code, { value: shape(appError(code), exampleRequestId) }]))
