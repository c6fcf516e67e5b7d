import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** A PostgreSQL server of this run, with a migrated database to copy. */
export interface PostgresUnderTest {
  /** With its version, for the names of suites. */
  name: string
  adminUrl: string
  template: string
}

export interface FreshDatabase {
  /** A `postgres://` address, as DATABASE_URL takes it. */
  url: string
  drop(): Promise<void>
}

/** A MongoDB server of this run; null: there is none. */
export interface MongoUnderTest {
  name: string
  uri: string
}

export const mongoUnderTest = (): MongoUnderTest | null => inject('mongoUnderTest')

/** The embedded one first; then the one at TEST_DATABASE_URL, where that is set. */
export const postgresUnderTest = (): PostgresUnderTest[] => inject('postgresUnderTest')

/** A migrated, empty database of one's own. Without an engine, on the embedded one. */
export async function freshDatabase(engine = postgresUnderTest()[0]): Promise<FreshDatabase> {
  if (!engine) throw new Error('test/support/databases.ts did not run')
  return createdFrom(engine.adminUrl, engine.template)
}

/** One in which nothing was ever made, on the server that is named. */
export const emptyDatabase = (adminUrl: string): Promise<FreshDatabase> =>
  createdFrom(adminUrl, `template0 encoding 'UTF8' locale 'C'`)

async function createdFrom(adminUrl: string, template: string): Promise<FreshDatabase> {
  const name = `reelbase_test_${randomBytes(6).toString('hex')}`
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  await administer(adminUrl, `create database ${name} template ${template}`)
  return { url: url.href, drop: () => administer(adminUrl, `drop database if exists ${name} with (force)`) }
}

async function administer(adminUrl: string, text: string): Promise<void> {
  const admin = new pg.Client(adminUrl)
  await admin.connect()
  await admin.query(text).finally(() => admin.end())
}
