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

export interface ClientPage {
  /** Paths of what it needs beyond what every page does. */
  scripts: string[]
}

/** The web client as it was built. */
export interface ClientDist {
  /** By the path that is asked for. */
  files: Map<string, ClientFile>
  /** The page that every address of the client begins with. */
  shell: string
  /** Null: the client has no page there. */
  pageAt(path: string): ClientPage | null
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
  const { pages } = JSON.parse(await readFile(join(folder, 'build.json'), 'utf8')) as {
    pages: { path: string; scripts: string[] }[]
  }
  const names = (await readdir(folder, { recursive: true })).filter((name) => types[extname(name)])
  const files = await Promise.all(
    names.map(async (name) => [`/${name.split(sep).join('/')}`, await readClientFile(folder, name)] as const),
  )
  const known = pages.map(({ path, scripts }) => ({
    pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}/?$`),
    page: { scripts: scripts.map((script) => `/${script}`) },
  }))
  return {
    files: new Map(files),
    shell: await readFile(join(folder, 'index.html'), 'utf8'),
    pageAt: (path) => known.find(({ pattern }) => pattern.test(path))?.page ?? null,
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
