import type { Endpoint, FileSpec } from '../../../src/http/endpoint.ts'
import { pictureFile } from '../../support/form.ts'
import type { Content, Request } from '../support/ask.ts'
import { bodyFields, type Field } from '../support/shapes.ts'
import { wrongTexts } from '../support/values.ts'
import { formOf, type Good } from '../support/world.ts'
import { type Case, orNot, refused, takesFiles, takesOnlyForms } from './case.ts'

type Parts = [string, string | File][]

/** Each field and each file of a multipart form, and the form as a whole. */
export function formCases(endpoint: Endpoint): Case[] {
  if (!takesFiles(endpoint)) return endpoint.body ? [...wholeForms(endpoint), strayFile] : []
  return [
    ...wholeForms(endpoint),
    ...bodyFields(endpoint).flatMap(fieldCases),
    ...Object.entries(endpoint.files).flatMap(([name, spec]) => fileCases(name, spec)),
  ]
}

/** Any route that takes a body takes it as a form too. */
const strayFile: Case = {
  name: 'a form with a file',
  request: ({ body }) => ({ content: { form: [...formOf(body, {}), ['avatar', new File(['x'], 'x.jpg')]] } }),
  expected: { outcome: 'unexpected_file', path: 'avatar' },
}

/** Junk in the place of files: what is wrong with the fields comes first. */
const junkOf = ({ files }: Good): Parts =>
  Object.keys(files).map((name) => [name, new File(['junk'], 'junk.bin')])

function fieldCases(field: Field): Case[] {
  const { name, schema, isRequired, allows } = field
  const withFields = (change: (fields: Record<string, unknown>) => Parts) => (good: Good) => ({
    content: { form: [...change({ ...good.body }), ...junkOf(good)] },
  })
  const isText = schema.type === 'string'
  return [
    {
      name: `${name} left out of the form`,
      request: withFields(({ [name]: _, ...rest }) => formOf(rest, {})),
      expected: isRequired ? refused(name) : orNot,
    },
    {
      name: `${name} of a megabyte in the form`,
      request: withFields((fields) => formOf({ ...fields, [name]: 'x'.repeat(2 ** 20) }, {})),
      expected: { outcome: 'body_too_large', path: name },
    },
    {
      name: `${name} twice in the form`,
      request: withFields((fields) => [...formOf({ ...fields, [name]: 'x' }, {}), [name, 'x']]),
      expected: isText ? refused(name) : orNot,
    },
    {
      name: `${name} as a file`,
      request: withFields((fields) => [...formOf(fields, {}), [name, new File(['x'], 'x.txt')]]),
      expected: { outcome: 'unexpected_file', path: name },
    },
    ...wrongTexts(field).map(
      ([what, value]): Case => ({
        name: `${name} in the form: ${what}`,
        request: withFields((fields) => formOf({ ...fields, [name]: value }, {})),
        expected: !isText || allows(value) ? orNot : refused(name),
      }),
    ),
  ]
}

/** More than this is not sent to see it refused. */
const largestSent = 20_000_000

function fileCases(name: string, { required, maxBytes }: FileSpec): Case[] {
  const missing: Case['expected'] = required ? { outcome: 'missing_file', path: name } : orNot
  const withFile = (value?: string | File) => (good: Good) => {
    const { [name]: _, ...files } = good.files
    return { content: { form: [...formOf(good.body, files), ...(value ? [[name, value]] : [])] as Parts } }
  }
  const picture = (bytes: string | Uint8Array<ArrayBuffer>, as = 'a.jpg') =>
    new File([bytes], as, { type: 'image/jpeg' })
  const strange = `../../${'x'.repeat(300)}\u0000🎬.jpg`
  return [
    { name: `${name} is missing`, request: withFile(), expected: missing },
    { name: `${name} is a text`, request: withFile('x'), expected: missing },
    { name: `${name} is empty`, request: withFile(picture('')), expected: orNot },
    {
      name: `${name} is junk of a strange name`,
      request: withFile(picture('junk', strange)),
      expected: orNot,
    },
    { name: `${name} is of no type`, request: withFile(new File(['junk'], '')), expected: orNot },
    {
      name: `another file beside ${name}`,
      request: (good) => ({ content: { form: [...formOf(good.body, {}), ['__proto__', picture('x')]] } }),
      expected: { outcome: 'unexpected_file', path: '__proto__' },
    },
    ...(maxBytes > largestSent ? [] : pictureCases(name, maxBytes, withFile)),
  ]
}

const wide = await pictureFile({ width: 8193, height: 1, format: 'png' })

function pictureCases(name: string, maxBytes: number, withFile: (file: File) => Case['request']): Case[] {
  const large = new File([new Uint8Array(maxBytes + 1)], 'a.jpg', { type: 'image/jpeg' })
  const drawing = new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg', { type: 'image/svg+xml' })
  return [
    {
      name: `${name} is too large`,
      request: withFile(large),
      expected: { outcome: 'file_too_large', path: name },
    },
    {
      name: `${name} is a drawing`,
      request: withFile(drawing),
      expected: { outcome: 'unsupported_file_type', path: name },
    },
    {
      name: `${name} is too wide`,
      request: withFile(wide),
      expected: { outcome: 'picture_too_large', path: name },
    },
  ]
}

function wholeForms(endpoint: Endpoint): Case[] {
  const type = 'multipart/form-data'
  const malformed: Case['expected'] = endpoint.bodyMode === 'lenient' ? orNot : { outcome: 'malformed_form' }
  const text = (content: string, as: string) => (): Request => ({ content: { text: content, type: as } })
  const polluted = (good: Good): { content: Content } => ({
    content: {
      form: [
        ...(
          ['__proto__', '__proto__[polluted]', '__proto__[]', 'constructor.prototype.polluted'] as const
        ).map((name): [string, string] => [name, 'x']),
        ...formOf(good.body, good.files),
      ],
    },
  })
  const onlyForms: Case[] = [
    {
      name: 'JSON in the place of a form',
      request: ({ body }) => ({ content: { json: body ?? {} } }),
      expected: { outcome: 'unsupported_content_type' },
    },
    { name: 'no form', request: () => ({}), expected: { outcome: 'unsupported_content_type' } },
  ]
  return [
    ...(takesOnlyForms(endpoint) ? onlyForms : []),
    { name: 'a form without a boundary', request: text('x', type), expected: malformed },
    {
      name: 'a form that ends early',
      request: text('--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx', `${type}; boundary=b`),
      expected: malformed,
    },
    // What is no text in JSON may be refused as text.
    {
      name: 'a prototype in a form',
      request: polluted,
      expected: takesFiles(endpoint) ? { outcome: 'success' } : orNot,
    },
  ]
}
