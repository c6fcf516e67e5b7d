import { expect, it } from 'vitest'
import { z } from 'zod'
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
])('says what is wanted instead of what came', (schema, given, sentence) => {
  expect(() => schemaParser(schema, 'invalid_input')(given)).toThrow(sentence)
})
