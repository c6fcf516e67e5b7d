import { mkdir } from 'node:fs/promises'
import { Router } from 'express'
import { type Logger, pino } from 'pino'
import { inProcessEvents } from './adapters/in-process/events.ts'
import type { Postgres } from './adapters/postgres/connection.ts'
import { postgresJobQueue } from './adapters/postgres/job-queue.ts'
import { type DatabaseOptions, openDatabase } from './adapters/postgres/open.ts'
import type { Config } from './config/config.ts'
import type { Endpoint } from './http/endpoint.ts'
import type { Kit } from './http/mount.ts'
import { createHttp } from './http/server.ts'
import type { Job } from './jobs/job.ts'
import { startWorker } from './jobs/worker.ts'
import { makeId } from './lib/id.ts'
import { type Clock, systemClock } from './ports/clock.ts'
import { loadSecrets } from './secrets.ts'

/** What tests put in the place of the real thing. */
export interface Overrides {
  clock?: Clock
  log?: Logger
  /** A database that is already there, as a `postgres://` address or the driver's settings. */
  connection?: DatabaseOptions['connection']
}

export type App = Awaited<ReturnType<typeof createApp>>

/**
 * Builds every adapter and service and wires them. Nothing listens yet: `main.ts` does that. What was opened is
 * closed in reverse order by `close`, also when the construction fails half-way.
 */
export async function createApp(config: Config, overrides: Overrides = {}) {
  await using opened = new AsyncDisposableStack()
  const log = overrides.log ?? pino({ level: config.log.level })
  const clock = overrides.clock ?? systemClock
  const ids = { next: () => makeId(clock.now()) }
  const events = inProcessEvents(log)
  await mkdir(config.dataDir, { recursive: true })
  const secrets = await loadSecrets(config)
  const postgres: Postgres = opened.adopt(
    await openDatabase({
      connection: overrides.connection ?? config.database?.url ?? null,
      dataDir: config.dataDir,
      poolSize: config.databasePoolSize,
      log,
    }),
    (database) => database.close(),
  )
  const queue = postgresJobQueue({ postgres, clock, ids })

  const endpoints: Endpoint[] = []
  const jobs: Job[] = []
  const kit: Kit = {} as Kit
  const http = createHttp({
    config,
    log,
    endpoints,
    kit,
    allowsOrigin: () => false,
    media: Router(),
    pages: Router(),
    plainRoutes: [],
    observers: [],
  })

  const worker = config.roles.worker
    ? opened.adopt(startWorker({ queue, jobs, clock, log, lanes: { media: 1, quick: 2 } }), (running) =>
        running.stop(),
      )
    : null

  const lifetime = opened.move()
  return { http, postgres, events, secrets, worker, log, close: () => lifetime.disposeAsync() }
}
