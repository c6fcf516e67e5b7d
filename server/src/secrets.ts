import { randomBytes } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from './config/config.ts'
import { makeFolder } from './lib/make-folder.ts'

export interface Secrets {
  accessToken: string
  refreshToken: string
}

/** The environment's secrets; where it has none, those that were made once and lie in `<dataDir>/secrets.json` (mode 600). */
export async function loadSecrets(config: Pick<Config, 'secrets' | 'dataDir'>): Promise<Secrets> {
  const { accessToken, refreshToken } = config.secrets
  if (accessToken && refreshToken) return { accessToken, refreshToken }
  const kept = await keptSecrets(join(config.dataDir, 'secrets.json'))
  return { accessToken: accessToken ?? kept.accessToken, refreshToken: refreshToken ?? kept.refreshToken }
}

async function keptSecrets(path: string): Promise<Secrets> {
  const text = (await readIfThere(path)) ?? (await make(path))
  try {
    const { accessToken, refreshToken } = JSON.parse(text) as Partial<Secrets>
    if (accessToken && refreshToken) return { accessToken, refreshToken }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new Error(
    `${path} does not hold two secrets. Restore it from a backup, or remove it: everybody must log in again.`,
  )
}

const readIfThere = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })

/** Whole or not at all: of two processes that start at once, one links its draft and both read that. */
async function make(path: string): Promise<string> {
  await makeFolder(dirname(path))
  const draft = `${path}.${random()}`
  try {
    const secrets: Secrets = { accessToken: random(), refreshToken: random() }
    await writeSynced(draft, `${JSON.stringify(secrets, null, 2)}\n`)
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  return readFile(path, 'utf8')
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(text)
  await file.sync()
}

const random = (): string => randomBytes(32).toString('base64url')
