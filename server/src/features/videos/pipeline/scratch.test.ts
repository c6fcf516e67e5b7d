import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openScratch, sweepScratch } from './scratch.ts'

const job = '66f0c1e2a1b2c3d4e5f60718'
const other = '66f0c1e2a1b2c3d4e5f60719'
let dataDir: string
const folders = async () => (await readdir(join(dataDir, 'work'))).sort()

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'reelbase-scratch-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

it('gives each attempt a folder of its own, and removes those of earlier ones', async () => {
  await openScratch(dataDir, other, 1)
  const first = await openScratch(dataDir, job, 1)
  await writeFile(first.path('half.mp4'), 'half')
  const second = await openScratch(dataDir, job, 2)
  expect(await folders()).toEqual([`${job}-2`, `${other}-1`])
  await second.remove()
  await first.remove()
  expect(await folders()).toEqual([`${other}-1`])
})

it('sweeps what processes left that are gone, and what this one left before it began', async () => {
  const ended = spawn(process.execPath, ['-e', ''])
  await once(ended, 'exit')
  const left = [
    [`${job}-1`, ended.pid],
    [`${job}-2`, process.pid],
    [`${job}-3`, 'nonsense'],
    [`${other}-1`, process.ppid],
  ] as const
  for (const [name, owner] of left) {
    const [id = '', fence] = name.split('-')
    await openScratch(dataDir, `${id}${fence}`, 1)
    await writeFile(join(dataDir, 'work', `${id}${fence}-1`, 'owner'), String(owner))
  }
  await sweepScratch(dataDir)
  expect(await folders()).toEqual([`${other}1-1`])
  await sweepScratch(join(dataDir, 'nowhere'))
})

it('leaves what another machine works on, and not what one left long ago', async () => {
  for (const id of [job, other]) {
    await openScratch(dataDir, id, 1)
    await writeFile(join(dataDir, 'work', `${id}-1`, 'owner'), `${process.pid} another-machine`)
  }
  const longAgo = new Date(Date.now() - 3 * 24 * 3_600_000)
  await utimes(join(dataDir, 'work', `${other}-1`, 'owner'), longAgo, longAgo)
  await sweepScratch(dataDir)
  expect(await folders()).toEqual([`${job}-1`])
})
