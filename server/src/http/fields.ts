import { z } from 'zod'
import { type Id as IdType, isId } from '../lib/id.ts'
import { cleanLine, cleanText, lengthOf } from '../lib/text.ts'

/** The kinds of field that every feature's schemas are made of. */

const idForm = 'An id is 24 lower-case hexadecimal characters.'

export const Id = z
  .string({ error: ({ input }) => (input === undefined ? undefined : idForm) })
  .refine(isId, idForm)
  .meta({ pattern: '^[0-9a-f]{24}$', example: '66f0c1e2a1b2c3d4e5f60718' }) as unknown as z.ZodType<
  IdType,
  string
>

/** An object that stands under this name in the API's document. */
export const Named = <Fields extends z.ZodRawShape>(id: string, fields: Fields) =>
  z.object(fields).meta({ id })

/** An answer that holds nothing. */
export const Nothing = Named('Nothing', {})

/** An id in an answer: ours, so it is not checked again. */
export const AnswerId = z.string().meta({ example: '66f0c1e2a1b2c3d4e5f60718' })

/** A number of things in an answer. */
export const Count = z.int().min(0)

/** ISO 8601 UTC in an answer. */
export const DateTime = z.string().meta({ format: 'date-time', example: '2026-11-23T12:00:00.000Z' })

export const Url = z.string().meta({ format: 'uri', example: 'http://localhost:5000/media/picture.jpg' })

function text(clean: (value: string) => string, min: number, max: number) {
  return z
    .string()
    .transform(clean)
    .refine(
      (value) => lengthOf(value) >= min,
      min === 1 ? 'This must not be blank.' : `At least ${min} characters.`,
    )
    .refine((value) => lengthOf(value) <= max, `At most ${max.toLocaleString('en')} characters.`)
    .meta({ minLength: min, maxLength: max })
}

/** One line of text, cleaned; `min` 1 means not blank. */
export const Line = (min: number, max: number) => text(cleanLine, min, max)

/** Text with line breaks, cleaned. */
export const LongText = (min: number, max: number) => text(cleanText, min, max)

/** The optional body of a toggle: `{ liked: true }` sets instead of flipping. */
export const Toggle = <Name extends string>(name: Name) =>
  Named(`Toggle${name[0]!.toUpperCase()}${name.slice(1)}`, {
    [name]: z.boolean(`Send true or false in "${name}", or no body to flip.`).optional().meta({
      description: 'What shall be, so that it can be sent again. Without it: the other of the two.',
    }),
  } as {
    [Key in Name]: z.ZodOptional<z.ZodBoolean>
  })
