import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openMongo } from '../../src/adapters/mongo/connection.ts'
import { openPostgres } from '../../src/adapters/postgres/connection.ts'
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/start.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import type { MongoUnderTest, PostgresUnderTest } from './database.ts'
import { pgbouncerHere } from './pgbouncer.ts'
import { hasRedisServer, type RedisServer, startRedis } from './redis.ts'
import { makeRunFolder } from './run-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUnderTest: PostgresUnderTest[]
    mongoUnderTest: MongoUnderTest | null
    /** The address of a Redis; null where there is none. */
    redisUnderTest: string | null
  }
}

/**
 * Vitest's global set-up: one embedded cluster for the run, the servers that TEST_DATABASE_URL and TEST_MONGODB_URI name, and the Redis at
 * TEST_REDIS_URL, or one of the run's own where this machine has one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  if (!given) unmet('PostgreSQL at TEST_DATABASE_URL (unset)')
  if (!pgbouncerHere()) unmet('PgBouncer (not on this machine)')
  if (!process.env.TEST_EVERY_ENGINE)
    console.info('Not met in this run: Cloudinary’s stand-in, a second ffmpeg (TEST_EVERY_ENGINE unset).')
  if (!process.env.TEST_S3_ENDPOINT) unmet('S3 at TEST_S3_ENDPOINT (unset)')
  const folder = makeRunFolder()
  // Servers and tools that tests start as processes: each would read the same thousand files anew.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
  const embedded = await startEmbeddedPostgres({ dataDir: join(folder, 'cluster'), fsync: false })
  const { host, user, database } = embedded.connection
  const socketUrl = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`
  const engines = [await underTest('embedded PostgreSQL', socketUrl)]

  if (given) engines.push(await underTest('PostgreSQL at TEST_DATABASE_URL', given))

  project.provide('postgresUnderTest', engines)
  project.provide('mongoUnderTest', await givenMongo())
  const redis = await ownRedis()
  project.provide('redisUnderTest', process.env.TEST_REDIS_URL ?? redis?.url ?? null)
  return async () => {
    await redis?.stop()
    for (const engine of engines) await dropTemplate(engine)
    await embedded.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function givenMongo(): Promise<MongoUnderTest | null> {
  const uri = process.env.TEST_MONGODB_URI
  if (!uri) {
    unmet('MongoDB at TEST_MONGODB_URI (unset)')
    return null
  }
  const mongo = openMongo({ uri })
  const { version } = await mongo.db.admin().command({ buildInfo: 1 })
  await mongo.close()
  return { name: `MongoDB ${version}`, uri }
}

/** Null: another one is named, or there is none. */
async function ownRedis(): Promise<RedisServer | null> {
  if (process.env.TEST_REDIS_URL) return null
  if (hasRedisServer()) return startRedis()
  unmet('Redis at TEST_REDIS_URL (unset, and no redis-server on this machine)')
  return null
}

/** Where every engine is demanded (TEST_EVERY_ENGINE=1, as .ci/run does), a missing one fails the run. */
function unmet(engine: string): void {
  if (process.env.TEST_EVERY_ENGINE)
    throw new Error(`Every engine is demanded, and this one is missing: ${engine}.`)
  console.info(`Not met in this run: ${engine}.`)
}

async function underTest(name: string, adminUrl: string): Promise<PostgresUnderTest> {
  const template = `reelbase_template_${randomBytes(4).toString('hex')}`
  const version = await asAdmin(adminUrl, async (admin) => {
    await admin.query(`create database ${template} template template0 encoding 'UTF8' locale 'C'`)
    return (await admin.query<{ server_version: string }>('show server_version')).rows[0]?.server_version
  })
  const url = new URL(adminUrl)
  url.pathname = `/${template}`
  const postgres = await openPostgres({ connection: url.href, poolSize: 1 })
  await migrate(postgres)
  await postgres.close()
  return { name: `${name} ${version?.split(' ')[0]}`, adminUrl, template }
}

const dropTemplate = ({ adminUrl, template }: PostgresUnderTest) =>
  asAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${template} with (force)`))

async function asAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client(url)
  await admin.connect()
  return work(admin).finally(() => admin.end())
}
