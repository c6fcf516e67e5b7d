import { copyFile, open, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startServer } from '../support/own-server.ts'
import { person, publish, whenReady } from '../support/people.ts'
import { residentBytes } from '../support/processes.ts'
import { smallVideo } from '../support/samples.ts'
import { target } from '../support/target.ts'
import { temporaryFolder } from '../support/temporary.ts'

const gib = 2 ** 30
const mib = 2 ** 20

/** A video that plays, with a box of free space behind it; the file has holes, so it costs no disk here. */
async function largeVideo(path: string): Promise<string> {
  await copyFile(await smallVideo(), path)
  const { size } = await stat(path)
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1, 0)
  head.write('free', 4, 'latin1')
  head.writeBigUInt64BE(BigInt(gib - size), 8)
  const file = await open(path, 'a')
  await file.write(head)
  await file.close()
  await truncate(path, gib)
  return path
}

it('takes an upload of 1 GiB in less than 64 MiB of memory', async () => {
  await using folder = await temporaryFolder('reelbase-big-')
  const path = await largeVideo(join(folder.path, 'large.mp4'))
  const server = await startServer(join(folder.path, 'data'))
  target.url = server.url
  try {
    const ann = await person()
    // What is loaded and compiled with the first upload does not belong to the second one.
    await whenReady(ann, (await publish(ann))._id)
    const before = await residentBytes(server.pid)
    let peak = before
    const watch = setInterval(async () => {
      peak = Math.max(peak, await residentBytes(server.pid))
    }, 50)
    const began = performance.now()
    const video = await publish(ann, path)
    const seconds = (performance.now() - began) / 1000
    clearInterval(watch)
    const rise = (peak - before) / mib
    console.log(
      `1 GiB in ${seconds.toFixed(1)} s: resident memory ${(before / mib).toFixed(0)} MiB before, ` +
        `${(peak / mib).toFixed(0)} MiB at most, ${rise.toFixed(0)} MiB more`,
    )
    expect(video.duration).toBeCloseTo(2, 0)
    expect(rise).toBeLessThan(64)
    await whenReady(ann, video._id)
  } finally {
    await server.stop()
  }
})
