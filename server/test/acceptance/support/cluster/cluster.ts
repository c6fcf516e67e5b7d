import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startNginx } from '../../../support/nginx.ts'
import { freePort } from '../../../support/programs.ts'
import { startRedis } from '../../../support/redis.ts'
import { type Launched, launch, ready, working } from '../own-server.ts'
import { target } from '../target.ts'
import { temporaryFolder } from '../temporary.ts'
import { startS3 } from './s3.ts'

const tool = fileURLToPath(new URL('../../../../src/cli/main.ts', import.meta.url))
const run = promisify(execFile)

/** One of the four processes; it may be another one after a restart. */
export interface Member {
  name: string
  running(): Launched
  start(): Promise<void>
}

interface Engine {
  /** By which Reelbase finds it. */
  settings: Record<string, string>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** nginx, two web and two worker processes, Redis, S3 and a database, as on many machines: nothing is shared but the servers. */
export async function startCluster(startDatabase: (folder: string) => Promise<Engine>) {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await temporaryFolder('reelbase-cluster-')).path
  const started = async <T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> =>
    opened.adopt(await starting, async (engine) => {
      await engine.stop()
    })
  const database = await started(startDatabase(folder))
  const redis = await started(startRedis())
  const s3 = await started(startS3(folder))
  const nginxPort = await freePort()
  const settings = {
    ...{ ...database.settings, ...s3.settings, REDIS_URL: redis.url },
    ...{ PUBLIC_URL: `https://127.0.0.1:${nginxPort}`, TRUST_PROXY: '1', WEB_CLIENT: 'off' },
    ...{
      ACCESS_TOKEN_SECRET: secret(),
      REFRESH_TOKEN_SECRET: secret(),
      LOG_LEVEL: 'info',
      TRANSCODE_PRESET: 'superfast',
    },
  }

  function member(
    name: string,
    more: Record<string, string>,
    isReady: (it: Launched) => Promise<void>,
  ): Member {
    let it: Launched | undefined
    opened.defer(async () => {
      await it?.kill()
    })
    return {
      name,
      running: () => it!,
      // As a supervisor does: on a machine with much to do, a start may find the database too slow.
      async start() {
        for (let attempt = 1; ; attempt++) {
          it = launch({ ...settings, DATA_DIR: join(folder, name), ...more })
          try {
            return await isReady(it)
          } catch (error) {
            if (it.child.exitCode === null || attempt === 5) throw error
          }
        }
      },
    }
  }
  const ports = [await freePort(), await freePort()]
  const web = ports.map((port, n) =>
    member(`web-${n + 1}`, { ROLES: 'web', PORT: String(port) }, ({ child, log }) =>
      ready(`http://127.0.0.1:${port}`, child, log),
    ),
  )
  const workers = ['worker-1', 'worker-2'].map((name) => member(name, { ROLES: 'worker' }, working))
  await web[0]!.start()
  await Promise.all([...web.slice(1), ...workers].map((process) => process.start()))
  const nginx = await started(startNginx({ port: nginxPort, web: ports, keepsConnections: false }))
  setDefaultCACertificates([...getCACertificates('default'), nginx.certificate])
  target.url = nginx.url

  /** As docs/operating.md says: out of nginx, stopped, started, in again. */
  async function restartWeb(n: number): Promise<number | null> {
    await nginx.use(ports.filter((_, other) => other !== n))
    const code = await web[n]!.running().stop()
    await web[n]!.start()
    await nginx.use(ports)
    return code
  }

  async function command(...args: string[]): Promise<string> {
    const { PATH, HOME } = process.env
    const env = { PATH, HOME, ...settings, DATA_DIR: join(folder, 'operator') }
    const { stdout, stderr } = await run(process.execPath, [tool, ...args], { env, cwd: folder })
    return stdout + stderr
  }

  const lifetime = opened.move()
  return {
    ...{ database, redis, nginx, web, workers, restartWeb, command },
    stop: () => lifetime.disposeAsync(),
  }
}

const secret = (): string => randomBytes(32).toString('base64url')
