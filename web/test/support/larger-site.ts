import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { s3Client } from '../../../server/src/adapters/s3/client.ts'
import { launch, ready, working } from '../../../server/test/acceptance/support/own-server.ts'
import { until } from '../../../server/test/acceptance/support/settle.ts'
import { emptyDatabase } from '../../../server/test/support/database.ts'
// For its declarations: of what a run of the server's own tests provides.
import type {} from '../../../server/test/support/databases.ts'
import { hasNginx, startNginx } from '../../../server/test/support/nginx.ts'
import { freePort } from '../../../server/test/support/programs.ts'
import { hasRedisServer, startRedis } from '../../../server/test/support/redis.ts'
import { createBucket, removeBucket, s3Env, s3UnderTest } from '../../../server/test/support/s3.ts'
import type { OwnSite } from './own-site.ts'

/**
 * Two processes for requests and one for jobs behind nginx, on the PostgreSQL of TEST_DATABASE_URL, the S3 of
 * TEST_S3_ENDPOINT and a Redis of their own: what is published in one reaches all that listen there.
 */
export async function startLargerSite(folder: string, settings: Record<string, string>): Promise<OwnSite> {
  const { databaseUrl, store } = engines()
  await using opened = new AsyncDisposableStack()
  const database = opened.adopt(await emptyDatabase(databaseUrl), (made) => made.drop())
  const redis = opened.adopt(await startRedis(), (started) => started.stop())
  const s3 = opened.adopt(s3Client({ ...store, bucket: '' }), (client) => client.destroy())
  const bucket = opened.adopt(await createBucket(s3), (name) => removeBucket(s3, name))
  const [nginxPort, ...ports] = [await freePort(), await freePort(), await freePort()]
  const secret = randomBytes(32).toString('base64url')
  const common = {
    ...{ DATABASE_URL: database.url, REDIS_URL: redis.url, ...s3Env({ ...store, bucket }) },
    ...{ ACCESS_TOKEN_SECRET: `access ${secret}`, REFRESH_TOKEN_SECRET: `refresh ${secret}` },
    ...{ PUBLIC_URL: `https://127.0.0.1:${nginxPort}`, TRUST_PROXY: '1', ...settings },
  }
  const start = (name: string, more: Record<string, string>) =>
    launch({ ...common, DATA_DIR: join(folder, name), ...more })

  const startWeb = () =>
    Promise.all(
      ports.map(async (port) => {
        const process = start(`web-${port}`, { ROLES: 'web', PORT: String(port) })
        await ready(`http://127.0.0.1:${port}`, process.child, process.log)
        return process
      }),
    )
  let web = await startWeb()
  opened.defer(async () => {
    await Promise.all(web.map((process) => process.stop()))
  })
  const worker = opened.adopt(start('worker', { ROLES: 'worker', LOG_LEVEL: 'info' }), async (it) => {
    await it.stop()
  })
  await working(worker)
  const nginx = opened.adopt(await startNginx({ port: nginxPort!, web: ports }), (it) => it.stop())
  trust(nginx.certificate)

  const lifetime = opened.move()
  return {
    ...{ url: nginx.url, certificate: nginx.certificate },
    async kill() {
      await Promise.all(web.map((process) => process.kill()))
    },
    async start() {
      web = await startWeb()
      // nginx leaves alone for two seconds whoever did not answer.
      await until(
        'nginx finds no server',
        () => statusOf(nginx.url),
        (status) => status === 200,
      )
    },
    stop: () => lifetime.disposeAsync(),
  }
}

const statusOf = async (url: string): Promise<number> => {
  const answer = await fetch(`${url}/health/ready`)
  await answer.body?.cancel()
  return answer.status
}

function engines() {
  const [databaseUrl, store] = [process.env.TEST_DATABASE_URL, s3UnderTest()]
  if (databaseUrl && store && hasNginx() && hasRedisServer()) return { databaseUrl, store }
  throw new Error(
    'WEB_TEST_SITE=servers wants TEST_DATABASE_URL, TEST_S3_ENDPOINT, redis-server, nginx and openssl.',
  )
}

/** What this process asks by itself is asked of a site with that certificate too. */
export const trust = (certificate: string): void =>
  setDefaultCACertificates([...getCACertificates('default'), certificate])
