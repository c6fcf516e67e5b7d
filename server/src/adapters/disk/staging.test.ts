import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startUploadProcess } from '../../../test/support/upload-process.ts'
import type { Staging } from '../../ports/staging.ts'
import { openStaging } from './staging.ts'

let folder: string
const opened: Staging[] = []
const children: ChildProcess[] = []

async function open(more: Partial<Parameters<typeof openStaging>[0]> = {}): Promise<Staging> {
  const staging = await openStaging({ folder, reserveBytes: 1000, ...more })
  opened.push(staging)
  return staging
}
const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
/** As if nobody had renewed it for so long. */
async function age(path: string, ms: number): Promise<void> {
  const then = (Date.now() - ms) / 1000
  await utimes(path, then, then)
}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'reelbase-staging-')), 'uploads')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const staging of opened.splice(0)) await staging.close()
  await rm(join(folder, '..'), { recursive: true, force: true })
})

describe('a staging folder', () => {
  it('gives each file a name of its own, in a folder that no other user of the machine may read', async () => {
    const staging = await open()
    const paths = await Promise.all(Array.from({ length: 50 }, () => staging.newPath()))
    expect(new Set(paths).size).toBe(50)
    expect((await stat(join(paths[0]!, '..'))).mode & 0o777).toBe(0o700)
  })

  it('says what may still be written without touching the reserve', async () => {
    const staging = await open({ free: async () => 5000 })
    expect(await staging.roomBytes()).toBe(4000)
  })

  it('goes with all that is in it when its process stops', async () => {
    const staging = await open()
    await writeFile(await staging.newPath(), 'half an upload')
    await staging.close()
    expect(await readdir(folder)).toEqual([])
  })

  it('comes back when a long sleep has cost the lease', async () => {
    const staging = await open()
    await rm(folder, { recursive: true })
    await writeFile(await staging.newPath(), 'an upload')
    await staging.sweep()
    expect(await readdir(folder)).toHaveLength(1)
  })
})

describe('a sweep', () => {
  it('removes what a dead process left, once its lease has run out', async () => {
    const dead = join(folder, '4242-dead')
    await mkdir(dead, { recursive: true })
    await writeFile(join(dead, 'lease'), '')
    await writeFile(join(dead, 'upload'), 'half')
    await age(join(dead, 'lease'), 60_000)
    const staging = await open()
    expect(await exists(dead)).toBe(true)
    await age(join(dead, 'lease'), 121_000)
    expect(await staging.sweep()).toBe(1)
    expect(await exists(dead)).toBe(false)
  })

  it('removes nothing of a neighbour that lives, though it has no file newer than its lease', async () => {
    const neighbour = await open({ renewMs: 20 })
    const upload = await neighbour.newPath()
    await writeFile(upload, 'slow')
    await age(upload, 3_600_000)
    const staging = await open({ leaseMs: 20_000 })
    expect(await staging.sweep()).toBe(0)
    expect(await exists(upload)).toBe(true)
  })

  it('leaves a folder alone that is just being made, and ends it when nothing came of it', async () => {
    const young = join(folder, '4242-young')
    await mkdir(young, { recursive: true })
    const staging = await open()
    expect(await exists(young)).toBe(true)
    await age(young, 121_000)
    expect(await staging.sweep()).toBe(1)
  })

  it('happens by itself', async () => {
    await open({ sweepMs: 20 })
    const dead = join(folder, '4242-dead')
    await mkdir(dead)
    await age(dead, 121_000)
    await expect.poll(() => exists(dead)).toBe(false)
  })

  it('of ten processes at once ends well', async () => {
    for (const n of [1, 2, 3]) {
      await mkdir(join(folder, `4242-${n}`), { recursive: true })
      await age(join(folder, `4242-${n}`), 121_000)
    }
    await Promise.all(Array.from({ length: 10 }, () => open()))
    expect(await readdir(folder)).toHaveLength(10)
  })
})

describe('kill -9 in the middle of an upload', () => {
  const halfSent = 3 * 1024 * 1024
  const staged = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true })).filter((name) => /\/[0-9a-f]{32}$/.test(name))

  it('leaves a file that the next process sweeps when the lease has run out, and not before', async () => {
    const { child, port } = await startUploadProcess(folder)
    children.push(child)
    const req = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    req.on('error', () => {})
    req.write('--b\r\nContent-Disposition: form-data; name="film"; filename="f"\r\n\r\n')
    req.write(Buffer.alloc(halfSent))
    await expect.poll(staged).toHaveLength(1)
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited

    const next = await open()
    expect(await staged()).toHaveLength(1)
    const [left = ''] = (await readdir(folder)).filter((name) => name.startsWith(`${child.pid}-`))
    await age(join(folder, left, 'lease'), 121_000)
    expect(await next.sweep()).toBe(1)
    expect(await staged()).toEqual([])
  })
})
