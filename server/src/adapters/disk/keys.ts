import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { requireObjectKey } from '../../lib/object-key.ts'
import { isMissing } from './durable.ts'

/**
 * Keys in byte order of the whole key, as S3 lists them: a folder counts as its name with a slash, which stands
 * after `-` and `.` but before letters and digits.
 */
export async function* keysBelow(root: string, prefix: string): AsyncIterable<string> {
  if (prefix) requireObjectKey(`${prefix}/any`)
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  const names = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1))
  for (const name of names) {
    const key = prefix ? `${prefix}/${name}` : name
    if (name.endsWith('/')) yield* keysBelow(root, key.slice(0, -1))
    else yield key
  }
}
