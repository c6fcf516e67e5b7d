import { z } from 'zod'

export type JsonSchema = { [key: string]: unknown }

/** The named schemas of a document; those with a `.meta({ id })` stand there once and are referred to. */
export interface SchemaBook {
  /** What a client may send. */
  request(schema: z.ZodType): JsonSchema
  /** What it gets. */
  answer(schema: z.ZodType): JsonSchema
  /** The same as a reference: an object that has no name yet stands under this one. */
  named(name: string, schema: JsonSchema): JsonSchema
  resolve(schema: JsonSchema): JsonSchema
  components: Record<string, JsonSchema>
}

const prefix = '#/components/schemas/'

export function createSchemaBook(): SchemaBook {
  const components: Record<string, JsonSchema> = {}

  function add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $defs = {}, ...made } = z.toJSONSchema(schema, {
      ...{ io, unrepresentable: 'any' },
      override({ jsonSchema }) {
        sayDefault(jsonSchema as JsonSchema)
        dropSafeRange(jsonSchema as JsonSchema)
      },
    }) as JsonSchema
    const named = Object.entries($defs as Record<string, JsonSchema>)
    const names = new Map(named.map(([id, content]) => [id, nameFor(id, content, io)]))
    for (const [id, content] of named) components[names.get(id)!] = tidy(content, names) as JsonSchema
    return tidy(made, names) as JsonSchema
  }

  /** A shape that is sent otherwise than it is answered has two names. */
  function nameFor(id: string, content: JsonSchema, io: 'input' | 'output'): string {
    const known = components[id]
    if (!known || io === 'output') return id
    const same = JSON.stringify(tidy(content, new Map())) === JSON.stringify(known)
    return same ? id : `${id}Input`
  }

  return {
    request: (schema) => add(schema, 'input'),
    answer: (schema) => add(schema, 'output'),
    named(name, schema) {
      if (schema.type !== 'object') return schema
      components[name] = schema
      return { $ref: prefix + name }
    },
    resolve(schema) {
      const { $ref } = schema
      return typeof $ref === 'string' ? this.resolve(components[$ref.slice(prefix.length)]!) : schema
    },
    components,
  }
}

/** Generators of clients demand a field that has a default: it is said in words. */
function sayDefault(schema: JsonSchema): void {
  if (!('default' in schema)) return
  const { default: value, description } = schema
  delete schema.default
  if (value === '') return
  schema.description = [description, `Default: \`${value}\`.`].filter(Boolean).join(' ')
}

/** That an integer is one which JavaScript can hold says nothing of it. */
function dropSafeRange(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

const noise = new Set(['$schema', '$id', 'id'])

/** References point into the document; an answer may grow fields later, so it is not said to be closed. */
function tidy(value: unknown, names: Map<string, string>, isSchema = true): unknown {
  if (Array.isArray(value)) return value.map((item) => tidy(item, names))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([key, content]) =>
      !isSchema || !(noise.has(key) || (key === 'additionalProperties' && content === false)),
  )
  return Object.fromEntries(
    kept.map(([key, content]) => {
      if (isSchema && key === '$ref') return [key, prefix + renamed(String(content), names)]
      if (isSchema && /^(example|examples|const|enum)$/.test(key)) return [key, content]
      return [key, tidy(content, names, !(isSchema && key === 'properties'))]
    }),
  )
}

function renamed(reference: string, names: Map<string, string>): string {
  const id = reference.replace(/^#\/\$defs\//, '')
  return names.get(id) ?? id
}
