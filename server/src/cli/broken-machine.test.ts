import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliIn, unheard } from '../../test/support/cli.ts'
import { makeDataDir } from '../composition/data-dir.ts'
import { readConfig } from '../config/config.ts'
import { refuseInside } from './backup-target.ts'
import { checkDataFolder, checkSecrets } from './doctor/folder.ts'
import { checkFfmpeg } from './doctor/machine.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-broken-'))
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'a-file'), '')
  await symlink(join(folder, 'data'), join(folder, 'link'))
})
afterAll(() => rm(folder, { recursive: true }))

it.each(['/proc/reelbase/data', '/dev/null/data', 'a-file', 'a-file/data'])(
  'a data folder that cannot be made is told of: %s',
  async (given) => {
    const config = readConfig({ DATA_DIR: given.startsWith('/') ? given : join(folder, given) })
    await expect(makeDataDir(config.dataDir)).rejects.toThrow(
      /^The data folder .* cannot be used: .* Set DATA_DIR to a folder that this user may write\.$/,
    )
    expect(await checkDataFolder(config)).toMatchObject({
      state: 'problem',
      says: expect.stringContaining('set DATA_DIR'),
    })
  },
)

it('a backup is not made in the data folder, whatever way leads there', async () => {
  for (const target of ['data/backup', 'data', 'link/backup', 'link/a/b']) {
    const refused = refuseInside(join(folder, 'data'), join(folder, target))
    await expect(refused).rejects.toThrow('lies in DATA_DIR')
  }
  for (const target of ['data-2', '..data', 'backup/data', '.'])
    await refuseInside(join(folder, 'data'), join(folder, target))
})

it.each([0o600, 0o644])('secrets that cannot be read are named, whoever may read them: %o', async (mode) => {
  const dataDir = join(folder, `damaged-${mode}`)
  await mkdir(dataDir)
  await writeFile(join(dataDir, 'secrets.json'), 'not json', { mode })
  expect(await checkSecrets(readConfig({ DATA_DIR: dataDir }))).toMatchObject({
    state: 'problem',
    says: expect.stringMatching(/secrets\.json does not hold two secrets\. Restore it/),
  })
})

it('a named ffmpeg that does not run is a problem, as it is to the start', async () => {
  expect(await checkFfmpeg(readConfig({ FFMPEG_PATH: join(folder, 'nothing') }))).toMatchObject({
    state: 'problem',
    says: expect.stringContaining('FFMPEG_PATH or FFPROBE_PATH cannot be used.'),
  })
})

it('what is said to nobody is no mistake', async () => {
  expect(await unheard(folder, '--help')).toMatchObject({ code: 0, err: '' })
})

describe('the tool says in a sentence, without a stack and without a password,', () => {
  const someDatabase = { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x', ...secrets }

  it.each([
    [
      'that settings are wrong',
      'migrate',
      { PORT: 'x', DATABASE_URI: 'y' },
      /Did you mean DATABASE_URL\?\n.*PORT is "x"/,
    ],
    [
      'that a folder is',
      'migrate',
      { DATA_DIR: '/proc/reelbase' },
      /^The data folder \/proc\/reelbase cannot be used: /,
    ],
    [
      'that a database is',
      'verify',
      someDatabase,
      /^DATABASE_URL \(postgres:\/\/me:…@127\.0\.0\.1:1\/x\): nothing listens at .*\n$/,
    ],
    ['that there is no site to save', 'backup saved', {}, /^There is no site in .*data\. Set DATA_DIR to/],
    ['that there is no site with jobs', 'jobs list', {}, /^There is no site in /],
    [
      'that there is no site with users',
      'user make-admin ann',
      { DATA_DIR: 'typo' },
      /^There is no site in .*typo\. /,
    ],
    ['that there is no backup', 'restore data', {}, /^.*data holds no manifest\.json: it is not a backup/],
    ['that a backup would be lost', 'backup data/backup', {}, /^.*data\/backup lies in DATA_DIR/],
  ])('%s', async (_what, words, env, says) => {
    const { code, err } = await cliIn(folder, env as Record<string, string>)(words)
    expect(code).toBe(1)
    expect(err).toMatch(says)
    expect(err).not.toMatch(/^ {4}at |hunter2/m)
    expect(await readdir(folder)).not.toContain('typo')
    expect(await readdir(join(folder, 'data'))).toEqual([])
  })
})
