import type { Endpoint } from '../../../src/http/endpoint.ts'
import type { Content } from '../support/ask.ts'
import { bodyFields, type Field } from '../support/shapes.ts'
import { wrongValues } from '../support/values.ts'
import { formOf, type Good } from '../support/world.ts'
import { type Case, orNot, refused, takesOnlyForms } from './case.ts'

/** Each field of a JSON body, and the body as a whole. */
export function bodyCases(endpoint: Endpoint): Case[] {
  if (!endpoint.body || takesOnlyForms(endpoint)) return []
  return [...wholeBodies(endpoint), ...bodyFields(endpoint).flatMap(fieldCases)]
}

function fieldCases(field: Field): Case[] {
  const { name, isRequired, allows } = field
  const withBody = (change: (body: Record<string, unknown>) => unknown) => (good: Good) => ({
    content: { json: change({ ...good.body }) },
  })
  return [
    {
      name: `${name} left out`,
      request: withBody(({ [name]: _, ...rest }) => rest),
      expected: isRequired ? refused(name) : orNot,
    },
    ...wrongValues(field).map(
      ([what, value]): Case => ({
        name: `${name}: ${what}`,
        request: withBody((body) => ({ ...body, [name]: value })),
        expected: allows(value) ? orNot : refused(name),
      }),
    ),
  ]
}

const polluting = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}'

function polluted({ body }: Good): Content {
  const rest = JSON.stringify({ ...body }).slice(1)
  return { text: `${polluting}${rest === '}' ? '' : ','}${rest}`, type: 'application/json' }
}

function wholeBodies({ bodyMode }: Endpoint): Case[] {
  const text =
    (content: string, type = 'application/json') =>
    () => ({ content: { text: content, type } })
  const unless = (outcome: Case['expected']['outcome']) => (bodyMode === 'lenient' ? orNot : { outcome })
  const wrong = unless('invalid_input')
  return [
    { name: 'no body', request: () => ({}), expected: orNot },
    { name: 'an empty body', request: text(''), expected: orNot },
    { name: 'half an object', request: text('{"a'), expected: unless('malformed_json') },
    { name: 'a list', request: text('[]'), expected: wrong },
    { name: 'null', request: text('null'), expected: unless('invalid_input') },
    { name: 'a word', request: text('"x"'), expected: wrong },
    { name: 'a number', request: text('5'), expected: wrong },
    { name: 'nothing but depth', request: text('['.repeat(20_000)), expected: unless('malformed_json') },
    {
      name: 'a key of 300,000 letters',
      request: text(`{"${'x'.repeat(300_000)}":1}`),
      expected: { outcome: 'body_too_large' },
    },
    { name: 'XML', request: text('<a/>', 'text/xml'), expected: unless('unsupported_content_type') },
    {
      name: 'JSON that says it is gzip',
      request: () => ({ ...text('{}')(), headers: { 'content-encoding': 'gzip' } }),
      expected: unless('malformed_json'),
    },
    { name: 'an unknown charset', request: text('{}', 'application/json; charset=klingon'), expected: orNot },
    {
      name: 'a prototype',
      request: (good) => ({ content: polluted(good) }),
      expected: { outcome: 'success' },
    },
    {
      name: 'a prototype in a plain form',
      request: ({ body }) => {
        const fields = new URLSearchParams(formOf(body, {}) as [string, string][])
        return text(`__proto__[polluted]=x&__proto__=x&${fields}`, 'application/x-www-form-urlencoded')()
      },
      expected: orNot,
    },
  ]
}

/** Keys under which a request may be sent twice. */
export function keyCases(endpoint: Endpoint): Case[] {
  if (!endpoint.again) return []
  const path = 'Idempotency-Key'
  const contentless = { name: '', expected: refused(path) }
  return [' ', 'two words', 'x'.repeat(256), 'undefined', 'é'].map((key) => ({
    ...contentless,
    name: `${path}: ${JSON.stringify(key.slice(0, 20))}`,
    request: ({ body }) => ({ content: { json: body ?? {} }, headers: { [path]: key } }),
  }))
}
