import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** A file of the web client, whole and ready to be sent: together they are a few megabytes. */
export interface ClientFile {
  type: string
  body: Buffer
  brotli: Buffer | null
  gzip: Buffer | null
  etag: string
  /** Its name changes with its content. */
  isImmutable: boolean
}

/** The web client as it was built. */
export interface ClientDist {
  /** By the path that is asked for. */
  files: Map<string, ClientFile>
  /** The page that every address of the client begins with. */
  shell: string
  /** Whether the client has a page there. */
  hasPage(path: string): boolean
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** Reads a build; null where there is none that is whole, as after a power cut, or while another one takes its place. */
export const readClientDist = (folder: string): Promise<ClientDist | null> =>
  readWhole(folder).catch(() => null)

async function readWhole(folder: string): Promise<ClientDist> {
  const { places } = JSON.parse(await readFile(join(folder, 'build.json'), 'utf8')) as { places: string[] }
  const names = (await readdir(folder, { recursive: true })).filter((name) => types[extname(name)])
  const files = await Promise.all(
    names.map(async (name) => [`/${name.split(sep).join('/')}`, await readClientFile(folder, name)] as const),
  )
  const patterns = places.map((place) => new RegExp(`^${place.replace(/:\w+/g, '[^/]+')}/?$`))
  return {
    files: new Map(files),
    shell: await readFile(join(folder, 'index.html'), 'utf8'),
    hasPage: (path) => patterns.some((pattern) => pattern.test(path)),
  }
}

async function readClientFile(folder: string, name: string): Promise<ClientFile> {
  const path = join(folder, name)
  const [body, brotli, gzip] = await Promise.all([
    readFile(path),
    readFile(`${path}.br`).catch(() => null),
    readFile(`${path}.gz`).catch(() => null),
  ])
  return {
    ...{ type: types[extname(name)]!, body, brotli, gzip, isImmutable: name.startsWith('assets') },
    etag: `"${hash('sha1', body, 'base64url')}"`,
  }
}
