import type { JsonSchema, SchemaBook } from './schemas.ts'

const byFormat: Record<string, string> = {
  'date-time': '2026-11-23T12:00:00.000Z',
  date: '2026-11-23',
  email: 'ann@example.org',
  uri: 'http://localhost:5000/media/picture.jpg',
  uuid: '0f7d0c0e-6a53-4d2c-9e6a-3a1d1c0a8f11',
}

const deepest = 8

/** A value of the schema: its own examples where it has some, else the plainest thing that fits. */
export function exampleOf(book: SchemaBook, given: JsonSchema, name = 'text', depth = 0): unknown {
  const schema = book.resolve(given)
  if (given.example !== undefined) return given.example
  if (schema.example !== undefined) return schema.example
  if (Array.isArray(schema.examples)) return schema.examples[0]
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined
  if (choices) return exampleOf(book, choice(choices), name, depth)
  if (Array.isArray(schema.allOf)) {
    return Object.assign(
      {},
      ...(schema.allOf as JsonSchema[]).map((part) => exampleOf(book, part, name, depth)),
    )
  }
  return ofType(book, schema, name, depth)
}

const choice = (choices: JsonSchema[]): JsonSchema =>
  choices.find((candidate) => candidate.type !== 'null') ?? choices[0]!

function ofType(book: SchemaBook, schema: JsonSchema, name: string, depth: number): unknown {
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return ofObject(book, schema, depth)
    case 'array':
      return depth >= deepest || schema.maxItems === 0 || !schema.items
        ? []
        : [exampleOf(book, schema.items as JsonSchema, name, depth + 1)]
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema.minimum ?? 1))
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return ofText(schema, name)
  }
}

function ofObject(book: SchemaBook, schema: JsonSchema, depth: number): Record<string, unknown> {
  const required = new Set((schema.required as string[] | undefined) ?? [])
  const properties = Object.entries((schema.properties as Record<string, JsonSchema> | undefined) ?? {})
  // A shape that holds itself ends here.
  const shown = depth < deepest ? properties : properties.filter(([name]) => required.has(name))
  return Object.fromEntries(shown.map(([name, part]) => [name, exampleOf(book, part, name, depth + 1)]))
}

function ofText(schema: JsonSchema, name: string): string {
  const known = typeof schema.format === 'string' ? byFormat[schema.format] : undefined
  if (known) return known
  return name.padEnd(Number(schema.minLength ?? 0), '.').slice(0, Number(schema.maxLength ?? Infinity))
}
