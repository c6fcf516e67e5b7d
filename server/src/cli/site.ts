import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectEmbedded } from '../adapters/postgres/embedded/start.ts'
import { makeDataDir } from '../composition/data-dir.ts'
import { databaseProblem, openDatabase, requireWhole } from '../composition/database.ts'
import { openObjects, problemOfObjects } from '../composition/objects.ts'
import type { Config } from '../config/config.ts'
import { readEnvironment } from '../config/env-file.ts'
import type { DatabasePlace } from '../config/place.ts'
import { freeBytes } from '../lib/disk-space.ts'
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
  await requireEngines(config)
  const migrations: unknown[] = []
  const clock = systemClock
  const ids = { next: () => makeId(clock.now()) }
  const isEmbedded = config.database === null && config.mongo === null
  const database = await openDatabase(withoutReplicas(config), {
    ...{ clock, ids, poolSize, log: logTo(migrations) },
    running: isEmbedded ? await connectEmbedded({ dataDir }) : null,
  })
  const { objects, close } = await openObjects(config, staging)
  return {
    ...database,
    config,
    clock,
    ids,
    /** Names of those that were run just now. */
    migrations,
    objects,
    async close() {
      await close()
      await database.close()
    },
  }
}

/** No command lists anything for visitors. */
const withoutReplicas = ({ database, ...config }: Config): Config => ({
  ...config,
  database: database && { ...database, replicaUrls: [] },
})

/** Where a command puts what it has on its way. */
export const staging = {
  newPath: async () => join(tmpdir(), `reelbase-${randomBytes(12).toString('hex')}`),
  roomBytes: () => freeBytes(tmpdir()),
}

async function requireEngines(config: Config): Promise<void> {
  const problem = (await databaseProblem(config)) ?? (await problemOfObjects(config))
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

/** Where the embedded database is named, whether there is one. */
export async function isThere({ database, mongo, dataDir }: DatabasePlace): Promise<boolean> {
  if (database || mongo) return true
  return stat(join(dataDir, 'postgres')).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR',
  )
}

/** A typing mistake in DATA_DIR must not become a new site, whose empty backup says that all is well. */
async function requireSite(config: Config): Promise<void> {
  const { dataDir } = config
  if (await isThere(config)) return
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
    if (!makesSite) await requireWhole(site)
    await work(site)
  } finally {
    await site.close()
  }
}
