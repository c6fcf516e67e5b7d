import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openPostgres, type PostgresOptions } from '../../adapters/postgres/connection.ts'
import { findBinaries } from '../../adapters/postgres/embedded/binaries.ts'
import { findIdentity } from '../../adapters/postgres/embedded/identity.ts'
import { connectEmbedded, startEmbeddedPostgres } from '../../adapters/postgres/embedded/start.ts'
import { databaseFacts } from '../../adapters/postgres/facts.ts'
import { databaseProblem } from '../../composition/database.ts'
import type { Config } from '../../config/config.ts'
import { nearestFolder } from './folder.ts'
import { ok, problem, type Verdict, warning } from './verdict.ts'

export async function checkDatabase(config: Config): Promise<Verdict> {
  const { dataDir, database, mongo } = config
  const unfit = await databaseProblem(config, { patienceMs: 0 })
  if (unfit) return problem(unfit)
  if (mongo) return examineMongo(mongo.uri)
  if (database) return examine(database.url, 'PostgreSQL at DATABASE_URL')
  const running = await connectEmbedded({ dataDir })
  if (running) return examine(running, 'embedded PostgreSQL, running')
  if (!(await stat(join(dataDir, 'postgres')).catch(() => null))) return couldBeMade(dataDir)
  const embedded = await startEmbeddedPostgres({ dataDir })
  try {
    return await examine(embedded.connection, 'embedded PostgreSQL, started and stopped again')
  } finally {
    await embedded.close()
  }
}

async function examineMongo(uri: string): Promise<Verdict> {
  const { mongoFacts } = await import('../../adapters/mongo/facts.ts')
  return judge('MongoDB at MONGODB_URI', await mongoFacts(uri))
}

async function examine(connection: PostgresOptions['connection'], what: string): Promise<Verdict> {
  const postgres = await openPostgres({ connection, poolSize: 1, patienceMs: 0 })
  try {
    return judge(what, await databaseFacts(postgres))
  } finally {
    await postgres.close()
  }
}

function judge(what: string, { version, pending }: { version: string; pending: number }): Verdict {
  const found = `${what}, version ${version}`
  if (pending < 0) return problem(`${found}: a newer Reelbase was here. Start that one or a later one.`)
  return pending > 0
    ? warning(`${found}; the next start brings it up to date (${pending} migrations)`)
    : ok(found)
}

async function couldBeMade(dataDir: string): Promise<Verdict> {
  await findIdentity(await findBinaries(), await nearestFolder(dataDir))
  return ok('embedded PostgreSQL, which the first start makes')
}
