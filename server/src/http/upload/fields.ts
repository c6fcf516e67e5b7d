import { appError } from '../../errors.ts'
import { maxFieldBytes, maxNameLength } from './limits.ts'

/** `tags`, `tags[]` and `tags[3]` are all one field. */
const shape = /^(.+?)(\[\d{0,3}\])?$/s

/** Fields by name; one that comes more than once, or with brackets, becomes a list in the order of arrival. */
export function collectFields() {
  // Without a prototype, so that a field named __proto__ is a field like any other.
  const fields: Record<string, string | string[]> = Object.create(null)

  function add(sentName: string | undefined, value: string, isTruncated: boolean): void {
    const [, name, brackets] = shape.exec(sentName ?? '') ?? []
    if (!name || name.length > maxNameLength || typeof value !== 'string') {
      throw appError('malformed_form', { message: 'A field of the form has no proper name or value.' })
    }
    if (isTruncated) throw tooLong(name)
    const held = fields[name]
    if (held === undefined) fields[name] = brackets ? [value] : value
    else fields[name] = Array.isArray(held) ? [...held, value] : [held, value]
  }
  return { fields, add }
}

function tooLong(path: string) {
  const message = `At most ${maxFieldBytes / 1024} KiB.`
  return appError('body_too_large', { message: `${path}: ${message}`, errors: [{ path, message }] })
}
