import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { openStaging } from './adapters/disk/staging.ts'
import { type DetectedFfmpeg, detectFfmpeg } from './adapters/ffmpeg/detect.ts'
import { createLogs } from './adapters/pino/logs.ts'
import { composeAccounts } from './composition/accounts.ts'
import { openDatabase, requireWhole } from './composition/database.ts'
import { composeEngagement } from './composition/engagement.ts'
import { composeLibrary } from './composition/library.ts'
import { keepObjects, openObjects } from './composition/objects.ts'
import { composeSearch } from './composition/search.ts'
import { openShared } from './composition/shared.ts'
import { composeSharing } from './composition/sharing.ts'
import { startUpkeep } from './composition/upkeep.ts'
import { composeVideos } from './composition/videos.ts'
import type { Config } from './config/config.ts'
import type { Database, Makers } from './database.ts'
import { diskCheck } from './features/health/disk.ts'
import { healthProbes, healthRoutes } from './features/health/routes.ts'
import { createHealth } from './features/health/service.ts'
import { createSharedAnswers } from './http/answer/shared-answers.ts'
import type { BuiltClient } from './http/client/serve.ts'
import type { Endpoint } from './http/endpoint.ts'
import { createMediaUrls } from './http/media-urls.ts'
import type { Kit } from './http/mount.ts'
import { createHttp } from './http/server.ts'
import { createReceiveForm } from './http/upload.ts'
import { createAnnouncer } from './jobs/announcer.ts'
import type { Job } from './jobs/job.ts'
import { startWorker } from './jobs/worker.ts'
import type { Argon2Cost } from './lib/argon2.ts'
import { makeId } from './lib/id.ts'
import type { Caches } from './lib/recent.ts'
import { createTurns } from './lib/turns.ts'
import { type Clock, systemClock } from './ports/clock.ts'
import type { StoreFigures } from './ports/object-store.ts'
import { loadSecrets } from './secrets.ts'

/** What tests put in the place of the real thing, and what only the program knows. */
export interface Overrides {
  clock?: Clock
  log?: Logger
  /** Another one than the configuration names. */
  database?: (makers: Makers) => Promise<Database>
  /** Absent: what is recommended. */
  passwordCost?: Argon2Cost
  /** Found out already, or about to be. */
  ffmpeg?: Promise<DetectedFfmpeg>
  /** The pages; without it there are none. */
  webClient?: BuiltClient | null
  /** The embedded database is gone for good: without it there is nothing left to serve. */
  onDatabaseGone?: (reason: string) => void
}

export type App = Awaited<ReturnType<typeof createApp>>

/**
 * Builds every adapter and service and wires them. Nothing listens yet: `main.ts` does that. What was opened is
 * closed in reverse order by `close`, also when the construction fails half-way.
 */
export async function createApp(config: Config, overrides: Overrides = {}) {
  await using opened = new AsyncDisposableStack()
  const { log, onRequest } = overrides.log
    ? { log: overrides.log, onRequest: null }
    : await createLogs(config.log)
  const clock = overrides.clock ?? systemClock
  const ids = { next: () => makeId(clock.now()) }
  const secrets = await loadSecrets(config)
  const shared = opened.adopt(await openShared({ config, secrets, clock, log }), (open) => open.close())
  const { events, calls } = shared
  const announcer = createAnnouncer(calls)
  const makers: Makers = { clock, ids, announce: announcer.announce }
  // Asks several programs what they can do, while the database starts.
  const detecting = overrides.ffmpeg ?? detectFfmpeg(config.media)
  const database: Database = opened.adopt(
    await (overrides.database?.(makers) ??
      openDatabase(config, {
        ...{ ...makers, log, poolSize: config.databasePoolSize, onGone: overrides.onDatabaseGone },
      })),
    (open) => open.close(),
  )
  await requireWhole(database)
  const { queue } = database
  opened.adopt(startUpkeep({ database, clock, log }), (upkeep) => upkeep.stop())

  const staging = opened.adopt(
    await openStaging({
      folder: join(config.dataDir, 'uploads'),
      reserveBytes: config.diskReserveBytes,
      onError: (error) => log.warn({ err: error }, 'the staging folder cannot be kept'),
    }),
    (open) => open.close(),
  )
  const { objects, host, publicAddress, figures } = opened.adopt(await openObjects(config, staging), (open) =>
    open.close(),
  )
  const kept = opened.adopt(
    await keepObjects({ config, objects, data: database.data, clock, log }),
    (keeping) => keeping.close(),
  )
  const mediaUrls = createMediaUrls({ secret: secrets.refreshToken, clock, publicAddress })
  const ffmpeg = await detecting
  if (ffmpeg.capabilities.reason) log.warn(ffmpeg.capabilities.reason)
  const search = opened.adopt(composeSearch({ config, store: database.search, events, log }), (composed) =>
    composed.close(),
  )
  const videos = opened.adopt(
    await composeVideos({
      ...{
        config,
        secrets,
        database,
        search: search.search,
        objects,
        host,
        staging,
        ffmpeg,
        mediaUrls,
        events,
        memory: shared.memory,
        clock,
        ids,
        log,
      },
    }),
    (composed) => composed.close(),
  )
  const accounts = composeAccounts({
    ...{ config, secrets, database, objects, mediaUrls, events, clock, ids, log },
    counters: shared.counters,
    passwordCost: overrides.passwordCost,
    recentVideoIds: videos.history.recentVideoIds,
    removeVideosOf: videos.videos.removeAllOf,
  })
  const engagement = composeEngagement({
    ...{ database, users: accounts.users, videos, mediaUrls, events, clock, ids },
  })
  const library = composeLibrary({
    ...{ database, users: accounts.users, videos, mediaUrls, events, clock, ids },
  })

  const health = createHealth({
    clock,
    checks: {
      database: async () => {
        await database.check()
        return database.shortcoming()
      },
      objectStore: kept.check,
      jobQueue: () => queue.countByState(),
      ...shared.checks,
      ffmpeg: async () => ffmpeg.capabilities.reason ?? undefined,
      disk: diskCheck(config.dataDir, config.diskReserveBytes),
    },
  })
  const sharedAnswers = config.http.sharesPublicAnswers ? createSharedAnswers(config.http.publicUrl) : null
  const visible = [
    'video.changed',
    'video.removed',
    'user.changed',
    'user.removed',
    'playlist.changed',
  ] as const
  for (const name of visible) events.on(name, () => sharedAnswers?.clear())
  const caches: Caches = {
    ...{ ...videos.caches, ...engagement.caches, ...library.caches, ...search.caches },
    ...(sharedAnswers && { shared_answers: sharedAnswers }),
  }
  events.onMissed(() => {
    for (const cache of Object.values(caches)) cache.clear()
  })
  const metrics = config.metrics ? await openMetrics(database, caches, figures) : null

  const endpoints: Endpoint[] = [
    ...accounts.endpoints,
    ...videos.endpoints,
    ...engagement.endpoints,
    ...library.endpoints,
    ...healthRoutes(health),
  ]
  const jobs: Job[] = [...accounts.jobs, ...videos.jobs, ...search.jobs]
  const kit: Kit = {
    clock,
    ...accounts.kit,
    sharedAnswers,
    receiveForm: createReceiveForm({ staging }),
    records: database.records,
    inTurn: createTurns(),
  }
  const sharing = composeSharing({
    videos: videos.videos,
    present: videos.present,
    users: accounts.users,
    playlists: library.playlists,
    mediaUrls,
  })
  const observers = [onRequest, metrics?.onRequest].filter((observer) => observer != null)
  const http = createHttp({
    config,
    log,
    endpoints,
    kit,
    allowsOrigin: accounts.allowsOrigin,
    media: videos.media.router,
    mediaRoutes: videos.media.routes,
    probes: healthProbes(health),
    hearNotice: videos.hearNotice,
    webClient: overrides.webClient ? { ...overrides.webClient, ...sharing } : null,
    observers,
  })

  // One uses two cores by itself.
  const ladders = Math.max(1, Math.floor(availableParallelism() / 2))
  const worker = config.roles.worker
    ? opened.adopt(
        startWorker({
          queue,
          jobs,
          calls,
          clock,
          log,
          lanes: { early: 1, media: ladders, clearing: 1, leaving: 1, quick: 2 },
        }),
        (running) => running.stop(),
      )
    : null
  announcer.serve(jobs, worker)

  const lifetime = opened.move()
  return {
    http,
    observers,
    endpoints,
    health,
    metrics,
    database,
    events,
    secrets,
    worker,
    log,
    close: () => lifetime.disposeAsync(),
  }
}

/** Loaded only where somebody wants figures. */
async function openMetrics(database: Database, caches: Caches, store: (() => StoreFigures) | null) {
  const { createMetrics } = await import('./adapters/prometheus/metrics.ts')
  return createMetrics({
    jobs: () => database.queue.countByState(),
    pool: () => database.figures(),
    caches,
    store,
  })
}
