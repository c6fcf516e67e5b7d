import type { Endpoint } from '../../../src/http/endpoint.ts'
import { type Field, shapeFields } from '../support/shapes.ts'
import { malformedIds, unknownId, wrongTexts } from '../support/values.ts'
import { contentOf } from '../support/world.ts'
import { type Case, orNot, refused } from './case.ts'

/** Malformed and unknown ids in each parameter of the path. */
export function pathCases(endpoint: Endpoint): Case[] {
  return shapeFields(endpoint.params).flatMap((field) => {
    const { name } = field
    const at = (value: string) => (good: Parameters<Case['request']>[0]) => ({
      params: { ...good.params, [name]: value },
      content: contentOf(endpoint, good),
    })
    const missing = endpoint.errors.filter(
      (code) => code.endsWith('_not_found') || code === 'not_in_playlist',
    )
    const isId = !field.allows('xyz')
    return [
      ...malformedIds.map(
        (value): Case => ({
          name: `:${name} ${JSON.stringify(value)}`,
          request: at(value),
          expected: field.allows(value) ? orNot : { outcome: 'invalid_id', path: name },
        }),
      ),
      {
        name: `:${name} badly encoded`,
        request: (good) => ({ ...at('%E0%A4%A')(good), asTheyAre: true }),
        expected: { outcome: 'invalid_input' },
      },
      {
        name: `:${name} of nothing`,
        request: at(isId ? unknownId : 'nobody-of-this-name'),
        expected: { outcome: missing.length > 0 ? missing : 'success' },
      },
    ]
  })
}

/** Front ends send these for what they do not know. */
const absent = new Set(['', 'undefined', 'null', 'NaN'])

export function queryCases(endpoint: Endpoint): Case[] {
  const asking = (query: string, name: string, expected: Case['expected']): Case => ({
    name,
    request: (good) => ({ query: `?${query}`, content: contentOf(endpoint, good) }),
    expected,
  })
  const outcome = ({ name, schema, allows }: Field, text: string) => {
    const isFine = absent.has(text.trim()) || allows(schema.type === 'integer' ? Number(text) : text)
    return isFine ? orNot : refused(name)
  }
  const tooDeep = asking('page=101&limit=100', '?page too deep', { outcome: 'page_too_deep', path: 'page' })
  const fields = shapeFields(endpoint.query)
  const ofFields = fields.flatMap((field) => {
    const { name } = field
    return [
      ...wrongTexts(field).map(([what, value]) =>
        asking(`${name}=${encodeURIComponent(value)}`, `?${name}: ${what}`, outcome(field, value)),
      ),
      asking(name, `?${name} without a value`, orNot),
      asking(`${name}=&${name}=x`, `?${name} twice`, orNot),
      asking(`${name}[__proto__]=x&${name}[$gt]=`, `?${name} as an object`, orNot),
      asking(`${name}=%00%ff%c0`, `?${name} badly encoded`, orNot),
    ]
  })
  return 'page' in endpoint.query ? [...ofFields, tooDeep] : ofFields
}
