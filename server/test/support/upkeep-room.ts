import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskObjectStore } from '../../src/adapters/disk/object-store.ts'
import { postgresBookkeeping } from '../../src/adapters/postgres/bookkeeping.ts'
import { openPostgres } from '../../src/adapters/postgres/connection.ts'
import { postgresSiteData } from '../../src/adapters/postgres/site-data.ts'
import { collectionNames, collections, type SiteData, type SiteDocument } from '../../src/ports/site-data.ts'
import { freshDatabase, type PostgresUnderTest } from './database.ts'

/** An empty site on a database and in a folder of its own. */
export async function emptySite(engine?: PostgresUnderTest) {
  const database = await freshDatabase(engine)
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-upkeep-'))
  const postgres = await openPostgres({ connection: database.url })
  return {
    folder,
    postgres,
    data: postgresSiteData(postgres),
    bookkeeping: postgresBookkeeping(postgres),
    objects: await diskObjectStore({ folder: join(folder, 'media') }),
    async [Symbol.asyncDispose]() {
      await postgres.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type UpkeepRoom = Awaited<ReturnType<typeof emptySite>>

/** Every document of a site. */
export const everything = (data: SiteData): Promise<Record<string, SiteDocument[]>> =>
  data.read(async (read) => {
    const site: Record<string, SiteDocument[]> = {}
    for (const name of collectionNames) site[name] = await Array.fromAsync(read(name))
    return site
  })

export const fillWith = (data: SiteData, site: Record<string, SiteDocument[]>): Promise<void> =>
  data.fill(async (add) => {
    for (const name of collectionNames) {
      const documents = site[name] ?? []
      if (documents.length > 0) await add(name, collections[name], documents)
    }
  })
