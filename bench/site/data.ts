import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectEmbedded } from '../../server/src/adapters/postgres/embedded/start.ts'
import { migrations } from '../../server/src/adapters/postgres/migrations/index.ts'
import { startServer } from '../../server/test/acceptance/support/own-server.ts'
import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import { seed } from './seed.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
/** What decides what is in a seeded site. */
const parts = ['people', 'random', 'relations', 'seed', 'videos', 'words']
const cache = join(here, '..', 'results')

/** A data folder with a seeded site, for this run alone; gone at the end. The seeding is kept for later runs. */
export async function siteData(videos: number) {
  const seeded = await seededFolder(videos)
  const folder = await temporaryFolder(`reelbase-bench-${videos}-`)
  const dataDir = join(folder.path, 'data')
  await cp(seeded, dataDir, { recursive: true, mode: 2 })
  return { ...folder, dataDir }
}

/** Made anew when a migration or the seeding has changed. */
async function seededFolder(videos: number): Promise<string> {
  const start = `site-${videos}-`
  const name = start + (await fingerprint())
  const folder = join(cache, name)
  await mkdir(cache, { recursive: true })
  const names = await readdir(cache)
  if (names.includes(name)) return folder
  for (const old of names) if (old.startsWith(start)) await rm(join(cache, old), { recursive: true })
  console.log(`\nSeeding a site of ${videos.toLocaleString('en')} videos, kept for later runs …`)
  const making = `${folder}.making`
  const server = await startServer(making)
  try {
    const connection = await connectEmbedded({ dataDir: making })
    if (!connection) throw new Error(`No database runs in ${making}`)
    await seed(connection, videos)
  } finally {
    await server.stop()
  }
  await rename(making, folder)
  return folder
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const { name, up } of migrations) hash.update(`${name}\n${up}\n`)
  for (const part of parts) hash.update(await readFile(join(here, `${part}.ts`)))
  return hash.digest('hex').slice(0, 12)
}
