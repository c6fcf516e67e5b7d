import { expect, it } from 'vitest'
import { startServer } from '../support/own-server.ts'
import { temporaryFolder } from '../support/temporary.ts'

it('starts on an empty folder, stops cleanly, and starts again on the same one', async () => {
  await using folder = await temporaryFolder('reelbase-start-')
  for (const time of ['first', 'second']) {
    const server = await startServer(folder.path)
    expect([time, await server.stop()]).toEqual([time, 0])
  }
})

it('lets no second server into a folder that is in use', async () => {
  await using folder = await temporaryFolder('reelbase-start-')
  const server = await startServer(folder.path)
  await expect(startServer(folder.path)).rejects.toThrow(/in use|another|already/i)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
  expect(await server.stop()).toBe(0)
})
