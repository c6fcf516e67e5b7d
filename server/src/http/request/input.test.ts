import { expect, it } from 'vitest'
import { z } from 'zod'
import { Id } from '../fields.ts'
import { schemaParser } from './input.ts'

const text = z.string('This must be text.')

it.each([
  [z.object({ content: text }), undefined, 'Send a JSON object with the field content.'],
  [
    z.object({ name: text, bio: text, email: text }),
    [],
    'Send a JSON object with the fields name, bio and email.',
  ],
  [z.object({ name: text }).refine(() => false), 'x', 'Send a JSON object with the field name.'],
  [z.object({}), null, 'Send a JSON object.'],
  [z.object({ name: text }), { name: 1 }, 'name: This must be text.'],
  [z.object({ name: z.string() }), {}, 'name: This is missing.'],
  [z.object({ name: z.string() }), { name: [] }, 'name: This must be text.'],
  [z.object({ name: z.string().max(1000) }), { name: 'x'.repeat(1001) }, 'name: At most 1,000 characters.'],
  [z.object({ count: z.number().max(3) }), { count: 4 }, 'count: At most 3.'],
  [z.object({ videoId: Id }), {}, 'videoId: This is missing.'],
  [z.object({ videoId: Id }), { videoId: 7 }, 'videoId: An id is 24 lower-case hexadecimal characters.'],
])('says what is wanted instead of what came', (schema, given, sentence) => {
  expect(() => schemaParser(schema, 'invalid_input')(given)).toThrow(sentence)
})
