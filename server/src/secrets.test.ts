import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadSecrets } from './secrets.ts'

const none = { accessToken: null, refreshToken: null }
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('makes two secrets once, for the eyes of this user alone', async () => {
  const dataDir = join(folder, 'data')
  const made = await loadSecrets({ secrets: none, dataDir })
  expect(made.accessToken).not.toBe(made.refreshToken)
  expect(made.accessToken).toMatch(/^[\w-]{43}$/)
  expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600)
  expect(await loadSecrets({ secrets: none, dataDir })).toEqual(made)
})

it('gives the same secrets to twenty that start at once, and leaves no drafts', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => loadSecrets({ secrets: none, dataDir: folder })),
  )
  expect(new Set(all.map((secrets) => JSON.stringify(secrets))).size).toBe(1)
  expect(await readdir(folder)).toEqual(['secrets.json'])
})

it('keeps nothing on disk when the environment has both', async () => {
  const secrets = { accessToken: 'a', refreshToken: 'b' }
  expect(await loadSecrets({ secrets, dataDir: folder })).toEqual(secrets)
  expect(await readdir(folder)).toEqual([])
})

it('takes the one that the environment has, and makes the other', async () => {
  const loaded = await loadSecrets({ secrets: { ...none, accessToken: 'a' }, dataDir: folder })
  expect(loaded).toMatchObject({ accessToken: 'a', refreshToken: expect.stringMatching(/^[\w-]{43}$/) })
})

it.each(['', '{', '[]', '{"accessToken":"a"}'])('does not overwrite a broken file: %j', async (text) => {
  await writeFile(join(folder, 'secrets.json'), text)
  await expect(loadSecrets({ secrets: none, dataDir: folder })).rejects.toThrow('does not hold two secrets')
})
