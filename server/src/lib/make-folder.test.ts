import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeFolder } from './make-folder.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-folder-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

it('makes what is missing, for twenty at once, and again', async () => {
  const path = join(await temporaryFolder(), 'a b', 'c', 'd')
  await Promise.all(Array.from({ length: 20 }, () => makeFolder(path, 0o700)))
  await makeFolder(path)
  const { mode } = await stat(path)
  expect(mode & 0o777).toBe(0o700)
})

it('makes its own in one that others are just making, whatever the moment', async () => {
  const folder = await temporaryFolder()
  for (let moment = 0; moment < 30; moment++) {
    const above = join(folder, String(moment), 'b')
    const first = makeFolder(join(above, 'first'))
    for (let turn = 0; turn < moment; turn++) await new Promise(setImmediate)
    await Promise.all([first, makeFolder(join(above, 'second')), makeFolder(join(above, 'third'))])
    expect(await readdir(above)).toHaveLength(3)
  }
})

it('gives up where a file stands in the way', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  await expect(makeFolder(file)).rejects.toThrow(`${file} is no folder`)
  await expect(makeFolder(join(file, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

it('gives up below /proc, where nothing can be made', async () => {
  await expect(makeFolder('/proc/reelbase')).rejects.toThrow()
  await expect(makeFolder('/proc/reelbase/a/b')).rejects.toThrow()
})
