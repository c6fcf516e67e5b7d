import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'

export const webFolder = join(import.meta.dirname, '..')
export const distFolder = join(webFolder, 'dist')

/** All that a build is made from, without the lock file: what it pins is in package.json to the digit. */
const parts = ['src', 'public', 'build', 'index.html', 'vite.config.ts', 'package.json']

/** One word that changes with anything that the build depends on. */
export async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of await sourceFiles()) {
    hash.update(`${file.split(sep).join('/')}\0`).update(await readFile(join(webFolder, file)))
  }
  return hash.digest('base64url').slice(0, 22)
}

async function sourceFiles(): Promise<string[]> {
  const found = await Promise.all(
    parts.map(async (part) => {
      const inside = await readdir(join(webFolder, part), { recursive: true, withFileTypes: true }).catch(
        () => null,
      )
      if (!inside) return [part]
      return inside
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(webFolder.length + 1))
    }),
  )
  return found.flat().sort()
}

/** Null: there is no build, or a damaged one. */
export async function hashOfBuild(): Promise<string | null> {
  try {
    return JSON.parse(await readFile(join(distFolder, 'build.json'), 'utf8')).sources
  } catch {
    return null
  }
}
