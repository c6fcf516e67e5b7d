import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { distFolder } from './sources.ts'

/**
 * Prints what each page costs on the wire, of the build that is there, and fails above the budget. A page's cost is
 * all that must be there before it shows: its own file and whatever that imports.
 */
interface Chunk {
  file: string
  src?: string
  isEntry?: boolean
  isDynamicEntry?: boolean
  imports?: string[]
}

/** JavaScript of the first load of home, in gzipped kilobytes. */
const homeBudget = 110

const manifest = JSON.parse(await readFile(join(distFolder, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>
const entry = Object.values(manifest).find(({ isEntry }) => isEntry)!
const sizes = new Map<string, number>()

async function sizeOf(file: string): Promise<number> {
  const known = sizes.get(file)
  if (known !== undefined) return known
  const size = (await promisify(gzip)(await readFile(join(distFolder, file)), { level: 9 })).length / 1000
  sizes.set(file, size)
  return size
}

function filesOf(chunk: Chunk, found = new Set<Chunk>()): Set<Chunk> {
  if (found.has(chunk)) return found
  found.add(chunk)
  for (const name of chunk.imports ?? []) filesOf(manifest[name]!, found)
  return found
}

async function costOf(chunks: Iterable<Chunk>): Promise<number> {
  let js = 0
  for (const { file } of chunks) js += await sizeOf(file)
  return js
}

const home = await costOf(filesOf(entry))
const rows = [{ page: 'home', js: home }]
for (const chunk of Object.values(manifest).filter(({ isDynamicEntry }) => isDynamicEntry)) {
  rows.push({ page: chunk.src ?? chunk.file, js: await costOf(filesOf(chunk, filesOf(entry))) })
}

console.log('kB gzip, JavaScript')
for (const { page, js } of rows) console.log(`${js.toFixed(1).padStart(13)}  ${page}`)
for (const { file } of Object.values(manifest).filter(({ file }) => file.endsWith('.css'))) {
  console.log(`Styles of all pages: ${(await sizeOf(file)).toFixed(1)} kB`)
}
if (home > homeBudget) {
  console.error(`Home takes ${home.toFixed(1)} kB of JavaScript; the budget is ${homeBudget} kB.`)
  process.exitCode = 1
} else console.log(`Home: ${home.toFixed(1)} kB of JavaScript, of ${homeBudget} kB`)
