import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { cliIn, failedStart } from '../../test/support/cli.ts'
import { problemsOfLines } from './env-file.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-env-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

it.each([
  ['PORT: 5013', 'Line 1 of .env is no setting: write PORT=, and the value behind it.'],
  ['garbage line', 'Line 1 of .env is no setting: write NAME=value, or begin it with # for a remark.'],
  ['ACCESS_TOKEN_SECRET', 'Line 1 of .env is no setting: write NAME=value, or begin it with # for a remark.'],
  ['\r\n# a remark\r\nport=5012\r\n', 'Line 3 of .env sets port, but the name is written PORT.'],
  ['SMTP_PASSWORD="one\ntwo"\nthree', 'Line 3 of .env is no setting: write NAME=value'],
  ['SMTP_PASSWORD="one\nnonsense', 'Line 2 of .env is no setting: write NAME=value'],
])('says what is wrong with %j', (text, sentence) => {
  expect(problemsOfLines(text)).toEqual([expect.stringContaining(sentence)])
})

it.each([
  '',
  '# a remark\n\n  # another',
  'PORT=5000\nexport HOST = 127.0.0.1 # here\nDATA_DIR=',
  "OTHERS='several\nlines: of theirs\n'\nPORT=5000",
  'PRIVATE_KEY="-----BEGIN\nabc\n-----END"',
  'other.name=1\nlower=2',
])('finds nothing wrong with %j', (text) => {
  expect(problemsOfLines(text)).toEqual([])
})

it('stops the start with all that is wrong, the file’s lines first', async () => {
  const folder = await temporaryFolder()
  const lines = ['\uFEFFLOG_LEVEL=loud', 'data_dir=./elsewhere', 'REFRESH_TOKEN_SECRET: hunter2']
  await writeFile(join(folder, '.env'), lines.join('\n'))
  const { code, err } = await failedStart(folder, { ROLES: 'waiter' })
  expect([code, err.trim().split('\n')]).toEqual([
    1,
    [
      'The configuration cannot be used:',
      '  - Line 2 of .env sets data_dir, but the name is written DATA_DIR.',
      '  - Line 3 of .env is no setting: write REFRESH_TOKEN_SECRET=, and the value behind it.',
      expect.stringContaining('  - LOG_LEVEL is "loud", but must be one of'),
      expect.stringContaining('  - ROLES holds "waiter"'),
    ],
  ])
})

it('tells of a folder in the place of the file, and the tool helps all the same', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, '.env'))
  const sentence = '.env is a folder, but must be a file with a NAME=value on each line.'
  expect((await failedStart(folder, {})).err).toBe(`The configuration cannot be used:\n  - ${sentence}\n`)
  expect((await cliIn(folder, {})('doctor')).out).toContain(sentence)
  expect(await cliIn(folder, {})('--help')).toMatchObject({ code: 0, err: '' })
})
