import { expect, it } from 'vitest'
import { hasNginx } from '../../support/nginx.ts'
import { hasRedisServer } from '../../support/redis.ts'
import { startCluster } from '../support/cluster/cluster.ts'
import { startLoad } from '../support/cluster/load.ts'
import { mongoProgram, startMongo } from '../support/cluster/mongo.ts'
import { postgresFolder, startPostgres } from '../support/cluster/postgres.ts'
import { s3Program } from '../support/cluster/s3.ts'
import { film } from '../support/killed-server.ts'
import { publish, type VideoDetail, whenReady } from '../support/people.ts'
import { memoryOfTree, runsBelow, sumOf } from '../support/processes.ts'
import { until } from '../support/settle.ts'

const redisAwayMs = 20_000
/** At least: what is done under it takes as long as it takes. */
const loadMs = 120_000
/** CLUSTER_DATABASE=mongodb puts it in PostgreSQL's place. */
const onMongo = process.env.CLUSTER_DATABASE === 'mongodb'
const isHere = {
  'nginx with openssl': hasNginx(),
  'redis-server': hasRedisServer(),
  ...(onMongo
    ? { 'MongoDB (secantusd-py)': mongoProgram() !== null }
    : { PostgreSQL: postgresFolder() !== null }),
  versitygw: s3Program() !== null,
}
const missing = Object.entries(isHere).flatMap(([name, here]) => (here ? [] : [name]))

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function survives(cluster: Awaited<ReturnType<typeof startCluster>>, source: string): Promise<void> {
  const { web, workers, nginx, redis, database } = cluster
  const load = await startLoad()

  expect(await load.during('nothing happens', () => pause(3_000))).toEqual([])

  const restarts = load.during('every process is restarted, one after another', async () => {
    for (const n of web.keys()) expect(await cluster.restartWeb(n)).toBe(0)
    for (const worker of workers) {
      expect(await worker.running().stop()).toBe(0)
      await worker.start()
    }
  })
  expect(await restarts).toEqual([])

  const killing = load.during('a worker is killed while it transcodes', async () => {
    const busy = () => Promise.all(workers.map((worker) => runsBelow(worker.running().pid, 'ffmpeg')))
    load.restUploads(true)
    await until('the workers never rest', busy, (all) => !all.includes(true))
    const { _id } = await publish(load.ann, source)
    const at = async () => (await load.ann.get<VideoDetail>(`/videos/${_id}`)).data.processing
    await until('nobody transcodes', at, ({ stage }) => stage === 'ladder', { everyMs: 100 })
    const found = await until('nobody runs ffmpeg', busy, (all) => all.includes(true))
    const victim = workers[found.indexOf(true)]!
    await victim.running().kill()
    load.restUploads(false)
    await whenReady(load.ann, _id)
    await victim.start()
  })
  expect(await killing).toEqual([])

  const away = load.during('Redis is away', async () => {
    await redis.stop()
    await pause(redisAwayMs)
    await redis.start()
    await pause(2_000)
  })
  expect(await away).toEqual([])

  const restart = 'the database is restarted'
  await load.duringOutage(restart, async () => {
    await database.restart()
    await pause(3_000)
  })
  const rest = async () => {
    await pause(Math.max(3_000, loadMs - load.lastedMs()))
    const all = async () => Object.values(load.done())
    await until('somebody did too little', all, (counts) => counts.every((count) => count > 5))
  }
  expect(await load.during('all is well again', rest)).toEqual([])

  const memory = [...web, ...workers].map(async ({ name, running }) => {
    const mib = sumOf(await memoryOfTree(running().pid)) / 2 ** 20
    return `${name} ${mib.toFixed(0)} MiB`
  })
  console.info((await Promise.all(memory)).join(', '))

  const lastedMs = await load.end()
  expect(lastedMs).toBeGreaterThanOrEqual(loadMs)
  const restarted = load.failuresIn(restart)
  for (const { words } of restarted) expect(words).toMatch(/ 503 .*"code":"database_unavailable"/)
  await load.nothingIsLost()
  expect(await cluster.command('verify')).toBe('Counters: all right.\nFiles: all right.\n')
  expect(await cluster.command('files', '--verify')).toBe('Files: all right.\n')
  expect((await nginx.logs()).requests).not.toMatch(/\/media\/t\/[^*]/)
  console.info(
    `${(lastedMs / 1000).toFixed(0)} s of load; ${restarted.length} requests met the restart of the database; done: ${JSON.stringify(load.done())}`,
  )
}

if (missing.length === 0) {
  it('goes on under load while everything it is made of is restarted, killed or away', async () => {
    const source = await film()
    const cluster = await startCluster(onMongo ? startMongo : startPostgres)
    try {
      await survives(cluster, source)
    } finally {
      await cluster.stop()
    }
  })
} else if (process.env.TEST_EVERY_ENGINE) {
  throw new Error(`Every engine is demanded, and these are missing: ${missing.join(', ')}.`)
} else console.info(`Not met in this run: ${missing.join(', ')}.`)
