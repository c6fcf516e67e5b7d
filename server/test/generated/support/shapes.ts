import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'
import type { Endpoint, Shape } from '../../../src/http/endpoint.ts'
import { exampleOf } from '../../../src/http/openapi/examples.ts'
import { createSchemaBook, type JsonSchema } from '../../../src/http/openapi/schemas.ts'

/** One thing that a client may send, as the documentation tells it. */
export interface Field {
  name: string
  schema: JsonSchema
  isRequired: boolean
  /** Whether the documentation allows this value. */
  allows(value: unknown): boolean
}

const book = createSchemaBook()
const ajv = new Ajv2020({ strict: false })

function fieldsOf(schema: JsonSchema): Field[] {
  const { properties = {}, required = [] } = book.resolve(schema)
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, part]) => {
    const resolved = book.resolve(part)
    const { format: _, ...plain } = resolved
    const check = ajv.compile({ ...plain, components: { schemas: book.components } })
    const isRequired = (required as string[]).includes(name)
    return { name, schema: resolved, isRequired, allows: (value) => check(value) }
  })
}

export const bodyFields = ({ body }: Endpoint): Field[] => (body ? fieldsOf(book.request(body)) : [])

export const shapeFields = (shape: Shape): Field[] => fieldsOf(book.request(z.object(shape)))

/** The body that the documentation shows. */
export const bodyExample = ({ body }: Endpoint): Record<string, unknown> | undefined =>
  body && (exampleOf(book, book.request(body)) as Record<string, unknown>)
