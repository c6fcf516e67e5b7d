import { z } from 'zod'

type Fields = Readonly<Record<string, unknown>>
type Read = (text: string) => unknown

/** What the field is when somebody sends it. */
function kindOf(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
  return isWrapped ? kindOf(schema.unwrap()) : schema
}

const asFlag: Read = (text) => (text === 'true' || text === 'false' ? text === 'true' : text)
const asNumber: Read = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text)

function readerOf(schema: unknown): Read | null {
  const kind = kindOf(schema)
  if (kind instanceof z.ZodBoolean) return asFlag
  return kind instanceof z.ZodNumber ? asNumber : null
}

/**
 * A form can only send text: what is `true` or a number in JSON is its word there. Other text stays what it is, for the
 * schema to refuse. Null: the body holds neither.
 */
export function formValues(body: z.ZodType | undefined): ((form: unknown) => unknown) | null {
  if (!(body instanceof z.ZodObject)) return null
  const readers = Object.entries(body.shape).flatMap(([name, schema]) => {
    const read = readerOf(schema)
    return read ? [{ name, read }] : []
  })
  if (readers.length === 0) return null
  return (form) => {
    const fields = form as Fields
    const values = { ...fields }
    for (const { name, read } of readers) {
      const value = fields[name]
      if (typeof value === 'string') values[name] = read(value)
    }
    return values
  }
}
