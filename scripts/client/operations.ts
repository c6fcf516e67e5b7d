import type { Endpoint } from '../../server/src/http/endpoint.ts'
import { openApiDocument } from '../../server/src/http/openapi/document.ts'
import type { JsonSchema } from '../../server/src/http/openapi/schemas.ts'

interface Operation {
  operationId: string
  parameters: { name: string; in: string; required: boolean; schema: JsonSchema }[]
  requestBody?: { content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>
}

const head = `/* Made by \`npm run generate\` from the server's endpoints: change those. */`

/** web/src/api/operations.ts: what each operation takes and answers, and where it is. */
export function clientOperations(endpoints: Endpoint[]): string {
  const document = openApiDocument(endpoints) as {
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, JsonSchema> }
  }
  const operations = Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    )
    .filter(({ operation }) => operation.operationId && !operation.operationId.includes('.alias'))
    .toSorted((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1))
  const { schemas } = document.components
  const described = operations.map(({ operation }) => describe(operation, schemas))
  const named = reachable(described.join('\n'), schemas)
  return `${[
    head,
    ...named.map((name) => `export type ${name} = ${typeOf(schemas[name]!)}`),
    `export interface Operations {\n${described.join('\n')}\n}`,
    `export const routes = {\n${operations
      .map(({ path, method, operation }) => {
        const route = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`
        return `  ${operation.operationId}: '${route}',`
      })
      .join('\n')}\n} as const satisfies Record<keyof Operations, string>`,
  ].join('\n\n')}\n`
}

function describe(
  { operationId, parameters, requestBody, responses }: Operation,
  schemas: Record<string, JsonSchema>,
) {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))![1]
  const envelope = resolve(success.content!['application/json']!.schema, schemas)
  const { data } = envelope.properties as Record<string, JsonSchema>
  const body = requestBody?.content['multipart/form-data'] ?? requestBody?.content['application/json']
  const lines = [
    `params: ${parametersOf(parameters, 'path')}`,
    `query: ${parametersOf(parameters, 'query')}`,
    `body: ${body ? typeOf(body.schema) : 'undefined'}`,
    `answer: ${typeOf(data!)}`,
  ]
  return `  ${operationId}: {\n${lines.map((line) => `    ${line}`).join('\n')}\n  }`
}

function parametersOf(parameters: Operation['parameters'], place: string): string {
  const fields = parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${typeOf(schema)}`)
  return fields.length === 0 ? 'Record<never, never>' : `{ ${fields.join('; ')} }`
}

const prefix = '#/components/schemas/'

function resolve(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  return typeof schema.$ref === 'string'
    ? resolve(schemas[schema.$ref.slice(prefix.length)]!, schemas)
    : schema
}

/** The schemas that a text names, and those that they name. */
function reachable(text: string, schemas: Record<string, JsonSchema>): string[] {
  const found = new Set<string>()
  const look = (part: string): void => {
    for (const [name] of part.matchAll(/\b[A-Z]\w+\b/g)) {
      if (found.has(name) || !schemas[name]) continue
      found.add(name)
      look(typeOf(schemas[name]))
    }
  }
  look(text)
  return [...found].sort()
}

function typeOf(schema: JsonSchema): string {
  const { $ref, anyOf, oneOf, allOf, enum: words, const: only, type } = schema
  if (typeof $ref === 'string') return $ref.slice(prefix.length)
  const choices = (anyOf ?? oneOf) as JsonSchema[] | undefined
  if (choices) return [...new Set(choices.map(typeOf))].join(' | ')
  if (allOf) return (allOf as JsonSchema[]).map(typeOf).join(' & ')
  if (words) return (words as unknown[]).map((word) => literal(word)).join(' | ')
  if (only !== undefined) return literal(only)
  if (Array.isArray(type)) return type.map((one: string) => typeOf({ ...schema, type: one })).join(' | ')
  return plainType(schema)
}

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value))

function plainType(schema: JsonSchema): string {
  const { type, format, items, properties, additionalProperties } = schema
  if (type === 'string') return format === 'binary' ? 'Blob' : 'string'
  if (type === 'number' || type === 'integer') return 'number'
  if (type === 'boolean' || type === 'null') return type
  if (type === 'array') return listOf(typeOf((items as JsonSchema | undefined) ?? {}))
  if (properties) return objectOf(schema)
  if (type === 'object' && typeof additionalProperties === 'object') {
    return `Record<string, ${typeOf(additionalProperties as JsonSchema)}>`
  }
  return type === 'object' ? 'Record<string, unknown>' : 'unknown'
}

const listOf = (type: string): string => (/[|&]/.test(type) ? `(${type})[]` : `${type}[]`)

function objectOf({ properties, required = [] }: JsonSchema): string {
  const fields = Object.entries(properties as Record<string, JsonSchema>)
  if (fields.length === 0) return 'Record<never, never>'
  const lines = fields.map(([name, field]) => {
    const mark = (required as string[]).includes(name) ? '' : '?'
    const about = typeof field.description === 'string' ? `  /** ${field.description} */\n` : ''
    return `${about}  ${name}${mark}: ${typeOf(field)}`
  })
  return `{\n${lines.join('\n')}\n}`
}
