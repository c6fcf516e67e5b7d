import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Place, places } from '../src/router/places.ts'
import { webFolder } from './sources.ts'

/** Of Vite's manifest. */
interface Chunk {
  file: string
  isEntry?: boolean
  imports?: string[]
}

/** What a page needs beyond what every page does. */
interface Page {
  /** As `places.ts` has it. */
  path: string
  scripts: string[]
}

/** Every page with its scripts, so that the server can name them before the first one has run. */
export async function pagesOf(folder: string): Promise<Page[]> {
  const manifest = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >
  const sources = await pageSources()
  const common = new Set(
    Object.values(manifest).flatMap((chunk) => (chunk.isEntry ? scriptsOf(manifest, chunk) : [])),
  )
  return Object.entries(places).map(([place, path]) => {
    const chunk = manifest[sources.get(place as Place) ?? '']
    const scripts = chunk ? scriptsOf(manifest, chunk).filter((file) => !common.has(file)) : []
    return { path, scripts }
  })
}

/** `pages.tsx` says which file is whose: `watch: page(() => import('./features/…'), …)`. */
async function pageSources(): Promise<Map<Place, string>> {
  const table = await readFile(join(webFolder, 'src/pages.tsx'), 'utf8')
  const found = table.matchAll(/^ {2}(\w+): page\(\(\) => import\('\.\/(.+?)'\)/gm)
  return new Map([...found].map(([, place, file]) => [place as Place, `src/${file}`]))
}

function scriptsOf(manifest: Record<string, Chunk>, chunk: Chunk, found = new Set<string>()): string[] {
  if (!found.has(chunk.file)) {
    found.add(chunk.file)
    for (const name of chunk.imports ?? []) scriptsOf(manifest, manifest[name]!, found)
  }
  return [...found]
}
