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
  css?: string[]
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

async function costOf(chunks: Iterable<Chunk>): Promise<{ js: number; css: number }> {
  let [js, css] = [0, 0]
  for (const chunk of chunks) {
    js += await sizeOf(chunk.file)
    for (const file of chunk.css ?? []) css += await sizeOf(file)
  }
  return { js, css }
}

const home = await costOf(filesOf(entry))
const rows = [{ page: 'home', ...home }]
for (const chunk of Object.values(manifest).filter(({ isDynamicEntry }) => isDynamicEntry)) {
  const cost = await costOf(filesOf(chunk, filesOf(entry)))
  rows.push({ page: chunk.src ?? chunk.file, ...cost })
}

console.log('kB gzip      js    css')
for (const { page, js, css } of rows)
  console.log(`${js.toFixed(1).padStart(13)}${css.toFixed(1).padStart(7)}  ${page}`)
if (home.js > homeBudget) {
  console.error(`Home takes ${home.js.toFixed(1)} kB of JavaScript; the budget is ${homeBudget} kB.`)
  process.exitCode = 1
} else console.log(`Home: ${home.js.toFixed(1)} kB of JavaScript, of ${homeBudget} kB`)
