import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { startServer } from '../../server/test/acceptance/support/own-server.ts'
import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import { startNginx } from '../../server/test/support/nginx.ts'
import { freePort } from '../../server/test/support/programs.ts'
import { startRedis } from '../../server/test/support/redis.ts'
import { baseUrl, openSite } from '../site/open.ts'

/** A seeded site behind the nginx of deploy/: once before one web process, once before two. */
export async function startCluster(videos: number) {
  await using opened = new AsyncDisposableStack()
  const started = async <T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> =>
    opened.adopt(await starting, async (it) => {
      await it.stop()
    })
  const redis = await started(startRedis())
  const shared = { PUBLIC_URL: baseUrl, TRUST_PROXY: '1', REDIS_URL: redis.url, WEB_CLIENT: 'off' }
  // It keeps the database and does the jobs; nobody asks it anything.
  const site = opened.use(await openSite(videos, shared))
  const { host, user, database } = site.connection
  const folder = opened.use(await temporaryFolder('reelbase-bench-cluster-')).path
  const webProcess = (name: string) =>
    started(
      startServer(join(folder, name), {
        ...{ ...site.secrets, ...shared, ROLES: 'web' },
        DATABASE_URL: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
      }),
    )
  const web = [await webProcess('web-1'), await webProcess('web-2')]
  const urls = web.map(({ url }) => url)
  const one = await started(nginxBefore(urls.slice(0, 1)))
  const two = await started(nginxBefore(urls))
  const lifetime = opened.move()
  return {
    ...{ site, one: one.url, two: two.url, webPids: web.map(({ pid }) => pid) },
    [Symbol.asyncDispose]: () => lifetime.disposeAsync(),
  }
}

/** Its certificate is trusted by this process from then on. */
export async function nginxBefore(urls: string[]) {
  const nginx = await startNginx({
    port: await freePort(),
    web: urls.map((url) => Number(new URL(url).port)),
  })
  setDefaultCACertificates([...getCACertificates('default'), nginx.certificate])
  return nginx
}
