import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cliIn } from '../../test/support/cli.ts'
import { type FreshDatabase, freshDatabase } from '../../test/support/database.ts'
import { startEmbeddedPostgres } from '../adapters/postgres/embedded/start.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }

let folder: string
let elsewhere: string
let database: FreshDatabase
let another: FreshDatabase

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-cli-'))
  elsewhere = await mkdtemp(join(tmpdir(), 'reelbase-cli-'))
  database = await freshDatabase()
  another = await freshDatabase()
})
afterAll(async () => {
  for (const one of [database, another]) await one.drop()
  for (const one of [folder, elsewhere]) await rm(one, { recursive: true })
})

/** Eight starts of a database and fourteen of the tool. */
const patienceMs = 240_000

it(
  'moves a site from its embedded database, stopped or running, to another one',
  async () => {
    const from = cliIn(folder, {})
    const to = cliIn(elsewhere, { DATABASE_URL: database.url, ...secrets })

    expect((await from('doctor')).out).toContain('embedded PostgreSQL, which the first start makes')
    expect((await from('migrate')).out).toContain('The database was brought up to date')
    expect((await from('user create ann ann@example.org --name Ann --generate')).out).toContain('Created ann')
    expect((await from('doctor')).out).toContain('started and stopped again')

    const running = await startEmbeddedPostgres({ dataDir: join(folder, 'data') })
    expect((await from('doctor')).out).toContain('embedded PostgreSQL, running')
    expect((await from('user create bob bob@example.org --name Bob', 'correct horse')).code).toBe(0)
    const saved = await from('backup saved')
    expect(saved).toMatchObject({ code: 0, err: '' })
    expect(saved.out).toContain('Rows: users 2,')
    await running.close()

    const backup = join(folder, 'saved')
    expect((await to(`restore ${backup}`)).out).toContain('Restored the backup of')
    expect((await to('verify')).code).toBe(0)
    expect((await to('user make-admin bob')).out).toBe('bob is an administrator now.\n')
    expect((await to(`restore ${backup}`)).err).toContain('Restore into an empty one')
    expect((await from('restore nowhere')).err).toContain('it is not a backup')

    const copied = await from(`copy --from embedded:./data --to ${another.url}`)
    expect(copied).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Both hold the same.') })
    const back = await from(`copy --from ${another.url} --to embedded:./data-2`)
    expect(back.out.match(/^(users|playlists) .*/gm)).toEqual(copied.out.match(/^(users|playlists) .*/gm))
    const refused = await from(`copy --from ${another.url} --to embedded:./data`)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('already holds') })
  },
  patienceMs,
)
