import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { connectEmbedded } from '../../adapters/postgres/embedded/start.ts'
import { databaseProblem, openDatabase } from '../../composition/database.ts'
import { foreign, openObjects, problemOfObjects } from '../../composition/objects.ts'
import type { Config } from '../../config/config.ts'
import { makeId } from '../../lib/id.ts'
import { systemClock as clock } from '../../ports/clock.ts'
import { belonging } from '../../upkeep/site-mark.ts'
import { staging } from '../site.ts'
import { ok, problem, type Verdict, warning } from './verdict.ts'

export async function checkObjects(config: Config): Promise<Verdict> {
  const { s3, cloudinary, dataDir } = config
  const unfit = await problemOfObjects(config)
  if (unfit) return problem(unfit)
  if (await areForeign(config)) return warning(foreign)
  if (cloudinary) return ok(`Cloudinary, cloud ${cloudinary.cloudName}`)
  if (!s3) return ok(`in ${dataDir}/media`)
  return ok(`S3 bucket ${s3.bucket}${s3.endpoint ? ` at ${s3.endpoint}` : ''}`)
}

/** Whether they say so. Of a database that cannot be asked, or not yet, `checkDatabase` tells. */
async function areForeign(config: Config): Promise<boolean> {
  const { database, mongo, s3, cloudinary, dataDir } = config
  const isOnDisk = !s3 && !cloudinary
  if (isOnDisk && !(await stat(join(dataDir, 'media')).catch(() => null))) return false
  const running = database || mongo ? null : await connectEmbedded({ dataDir })
  if (!database && !mongo && !running) return false
  if (await databaseProblem(config, { patienceMs: 0 })) return false
  const ids = { next: () => makeId(clock.now()) }
  const site = await openDatabase(
    { ...config, database: database && { ...database, replicaUrls: [] } },
    { clock, ids, running, poolSize: 1, changesNothing: true },
  ).catch(() => null)
  if (!site) return false
  await using opened = new AsyncDisposableStack()
  opened.defer(() => site.close())
  const { objects, close } = await openObjects(config, staging)
  opened.defer(close)
  // One that has no id yet would make it, which it may not: what is marked is another one's.
  const data = { siteId: () => site.data.siteId().catch(() => '') }
  return (await belonging({ data, objects })) === 'foreign'
}
