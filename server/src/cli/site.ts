import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { diskObjectStore } from '../adapters/disk/object-store.ts'
import { openPostgresDatabase } from '../adapters/postgres/database.ts'
import { connectEmbedded } from '../adapters/postgres/embedded/start.ts'
import { problemOfDatabase } from '../adapters/postgres/external/problem.ts'
import { makeDataDir } from '../composition/data-dir.ts'
import type { Config } from '../config/config.ts'
import { readEnvironment } from '../config/env-file.ts'
import { makeId } from '../lib/id.ts'
import { systemClock } from '../ports/clock.ts'
import { UpkeepProblem } from '../upkeep/problem.ts'
import { say, warn } from './say.ts'

const poolSize = 4

export type Site = Awaited<ReturnType<typeof openSite>>

/**
 * The site that the environment names, for one command: its database is the running one, or the embedded one is started
 * and stopped again.
 */
async function openSite(config: Config) {
  const { dataDir } = config
  await makeDataDir(dataDir)
  await requireDatabase(config)
  const migrations: unknown[] = []
  const clock = systemClock
  const ids = { next: () => makeId(clock.now()) }
  const database = await openPostgresDatabase(
    { clock, ids },
    {
      connection: config.database?.url ?? (await connectEmbedded({ dataDir })),
      dataDir,
      poolSize,
      log: logTo(migrations),
    },
  )
  return {
    ...database,
    config,
    clock,
    ids,
    /** Names of those that were run just now. */
    migrations,
    objects: await diskObjectStore({ folder: join(dataDir, 'media') }),
  }
}

async function requireDatabase({ database }: Config): Promise<void> {
  const problem = database && (await problemOfDatabase(database.url))
  if (problem) throw new UpkeepProblem(problem)
}

function logTo(migrations: unknown[]) {
  const quiet = () => {}
  const tell = (_details: object, message: string) => warn(message)
  return {
    ...{ debug: quiet, warn: tell, error: tell },
    info(details: { migrations?: string[] }) {
      if (!details.migrations) return
      migrations.push(...details.migrations)
      say(`The database was brought up to date: ${details.migrations.join(', ')}.`)
    },
  }
}

/** A typing mistake in DATA_DIR must not become a new site, whose empty backup says that all is well. */
async function requireSite({ database, dataDir }: Config): Promise<void> {
  if (database) return
  const isMissing = await stat(join(dataDir, 'postgres')).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) => code === 'ENOENT' || code === 'ENOTDIR',
  )
  if (!isMissing) return
  throw new UpkeepProblem(
    `There is no site in ${dataDir}. Set DATA_DIR to the folder of one; a first start of the server makes a new one, and so does \`migrate\`.`,
  )
}

/**
 * Runs a command on the site of this environment, and closes the site whatever happens. `makesSite`: where there is
 * none yet, a new one is what was asked for.
 */
export async function onSite(
  work: (site: Site) => Promise<void>,
  { config = readEnvironment(), makesSite = false }: { config?: Config; makesSite?: boolean } = {},
): Promise<void> {
  if (!makesSite) await requireSite(config)
  const site = await openSite(config)
  try {
    await work(site)
  } finally {
    await site.close()
  }
}
