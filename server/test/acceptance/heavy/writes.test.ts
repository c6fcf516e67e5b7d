import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { type OwnServer, startServer } from '../support/own-server.ts'
import { person, publish, whenReady } from '../support/people.ts'
import { target } from '../support/target.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { createWriter } from '../support/writer.ts'

const tool = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))
const run = promisify(execFile)

/** As when the power goes, at once: the database has no time to tidy up either. */
async function killerOf(server: OwnServer, folder: string): Promise<() => Promise<void>> {
  const [pid] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  return () => {
    process.kill(Number(pid), 'SIGKILL')
    return server.kill()
  }
}

it('loses nothing that was acknowledged when it is killed in the middle of a thousand writes', async () => {
  await using folder = await temporaryFolder('reelbase-writes-')
  const start = async (): Promise<OwnServer> => {
    const server = await startServer(folder.path)
    target.url = server.url
    return server
  }
  const verify = async () =>
    (await run(process.execPath, [tool, 'verify'], { env: { ...process.env, DATA_DIR: folder.path } })).stdout

  let server = await start()
  try {
    const owner = await person('owner')
    const { _id: videoId } = await whenReady(owner, (await publish(owner))._id)
    const writers = await Promise.all(
      Array.from({ length: 20 }, async () =>
        createWriter(await person('writer'), { videoId, channelId: owner.user._id }),
      ),
    )
    await Promise.all(writers.map((writer) => writer.begin()))

    let acknowledged = 0
    const writeUntil = (count: number, whenHalf?: () => void) =>
      Promise.allSettled(
        writers.map(async (writer) => {
          while (acknowledged < count) {
            await writer.next()
            if (++acknowledged === 500) whenHalf?.()
          }
        }),
      )
    const asExpected = async () => {
      for (const writer of writers) {
        const { wanted, found } = await writer.compare()
        expect([writer.username, found]).toEqual([writer.username, wanted])
        expect(wanted.length).toBeGreaterThan(5)
      }
    }

    const killAll = await killerOf(server, folder.path)
    let killed = Promise.resolve()
    const interrupted = await writeUntil(1_000, () => {
      killed = killAll()
    })
    await killed
    expect(interrupted.map(({ status }) => status)).toEqual(Array(20).fill('rejected'))
    expect(acknowledged).toBeLessThan(1_000)
    server = await start()
    await asExpected()
    expect(await verify()).toBe('Counters: all right.\nFiles: all right.\n')

    expect(await writeUntil(1_000)).toEqual(Array(20).fill({ status: 'fulfilled', value: undefined }))
    await asExpected()
    expect(await verify()).toBe('Counters: all right.\nFiles: all right.\n')
  } finally {
    await server.stop()
  }
})
