import type { Logger } from 'pino'
import type { DetectedFfmpeg } from '../adapters/ffmpeg/detect.ts'
import { createFfmpegTools } from '../adapters/ffmpeg/tools.ts'
import { createMediabunnyTools } from '../adapters/mediabunny/tools.ts'
import type { Config } from '../config/config.ts'
import type { Database } from '../database.ts'
import { historyRoutes } from '../features/history/routes.ts'
import { createHistory } from '../features/history/service.ts'
import { eitherRoot } from '../features/media/either-root.ts'
import { createVideoFacts } from '../features/media/facts.ts'
import { mediaStreams } from '../features/media/routes.ts'
import type { Search } from '../features/search/service.ts'
import { createMoving } from '../features/videos/files/moving.ts'
import { createTidy } from '../features/videos/files/tidy.ts'
import { lookJob, videoJobs } from '../features/videos/jobs.ts'
import { createHostedProcessing } from '../features/videos/pipeline/hosted.ts'
import { createProcessing } from '../features/videos/pipeline/process.ts'
import { createRemake } from '../features/videos/pipeline/remake.ts'
import { sweepScratch } from '../features/videos/pipeline/scratch.ts'
import { createVideoPresenter } from '../features/videos/presenter.ts'
import { createPublish } from '../features/videos/publish.ts'
import { videoRoutes } from '../features/videos/routes.ts'
import { createVideos } from '../features/videos/service.ts'
import { createViews } from '../features/views/service.ts'
import { createWatchTime } from '../features/views/watch-time.ts'
import type { MediaUrls } from '../http/media-urls.ts'
import type { HearNotice } from '../http/notices.ts'
import { plainRoutesOf } from '../http/stream/documented.ts'
import { streamRouter } from '../http/stream.ts'
import { every } from '../lib/every.ts'
import { defaultSettings } from '../media/arguments.ts'
import { placeholderThumbnail } from '../media/pictures.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/event-bus.ts'
import type { Ids } from '../ports/ids.ts'
import type { MediaHost } from '../ports/media-host.ts'
import type { Memory } from '../ports/memory.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Staging } from '../ports/staging.ts'
import type { Secrets } from '../secrets.ts'

interface VideoParts {
  config: Config
  secrets: Secrets
  database: Database
  search: Search
  objects: ObjectStore
  /** Null: ffmpeg makes streams. */
  host: MediaHost | null
  staging: Staging
  ffmpeg: DetectedFfmpeg
  mediaUrls: MediaUrls
  events: Events
  memory: Memory
  clock: Clock
  ids: Ids
  log: Logger
}

/** Videos, their making and delivery, and what is remembered of watching them. */
export async function composeVideos(parts: VideoParts) {
  const { config, secrets, database, search, objects, staging, mediaUrls, events, clock, ids, log } = parts
  const { videos: store, media, views: viewStore, queue } = database
  const { dataDir } = config
  const { maxVideoBytes, maxImageBytes, preset } = config.media
  const onError = (error: unknown) => log.warn({ err: error }, 'views or history could not be written')

  const tools = parts.ffmpeg.ffmpeg
    ? createFfmpegTools(parts.ffmpeg, { ...defaultSettings, preset })
    : createMediabunnyTools(parts.ffmpeg.capabilities)
  const present = createVideoPresenter(mediaUrls)
  const tidy = createTidy({ media, objects, events, clock })
  const canTranscode = parts.host !== null || tools.capabilities.canTranscode
  const publish = createPublish({ canTranscode, store, media, objects, tools, queue, staging, clock, ids })
  const views = createViews({ store: viewStore, clock, secret: secrets.refreshToken, onError })
  const watchTime = createWatchTime({ store: viewStore, memory: parts.memory, clock, onError })

  const videos = createVideos({
    ...{
      store,
      search,
      media,
      objects,
      publish,
      present,
      events,
      clock,
    },
    seen(viewer, video, client) {
      views.add(viewer, video, client)
      if (viewer) history.add(viewer, video)
    },
    positionOf: (viewer, videoId) => history.positionOf(viewer, videoId),
  })
  const history = createHistory({
    ...{ store: database.history, videos, present, events, clock, onError },
    hasSiblings: config.redis !== null,
    watched: watchTime.add,
  })
  const processingParts = { media, objects, tools, queue, events, clock, tidy, dataDir }
  const hosted =
    parts.host && createHosted(createHostedProcessing({ ...processingParts, host: parts.host }), parts.host)
  const processing = hosted?.processing ?? createProcessing(processingParts)
  if (config.roles.worker) await sweepScratch(dataDir)
  const remaking = config.roles.worker && canTranscode ? remakeWaiting(createRemake({ media }), log) : null

  const stored = eitherRoot(objects)
  const facts = createVideoFacts({ load: videos.mediaFacts, events })
  const streams = mediaStreams({
    urls: mediaUrls,
    facts: facts.of,
    objects: stored,
    placeholder: createPlaceholder(),
  })
  const router = streamRouter(streams, { objects: stored, accelLocation: config.accelLocation })

  return {
    videos,
    present,
    history,
    endpoints: [...videoRoutes({ videos, present, maxVideoBytes, maxImageBytes }), ...historyRoutes(history)],
    caches: { ...videos.caches, media_facts: facts.kept },
    jobs: [
      ...videoJobs({
        ...{ processing, tidy, remnants: database.remnants, canTranscode },
        moving: createMoving({ queue, clock }),
      }),
      ...(hosted?.jobs ?? []),
    ],
    hearNotice: hosted?.hearNotice ?? null,
    media: { router, routes: plainRoutesOf(streams) },
    /** Writes what is still remembered of the last second. */
    async close() {
      await Promise.allSettled([remaking?.stop(), views.close(), watchTime.close(), history.close()])
    },
  }
}

/** What there is more where a host makes the streams. */
function createHosted(processing: ReturnType<typeof createHostedProcessing>, host: MediaHost) {
  const hearNotice: HearNotice = async (body, header) => {
    const notice = host.read(body, header)
    if (notice === 'forged') return false
    if (notice) await processing.hear(notice)
    return true
  }
  return { processing, jobs: [lookJob(processing.lookForVideo, processing.parked)], hearNotice }
}

const lookForWaitingMs = 10 * 60_000

/** Looks at the start, and again: a worker that has no ffmpeg may leave some behind at any time. */
function remakeWaiting(remake: ReturnType<typeof createRemake>, log: Logger) {
  const stopping = new AbortController()
  const look = async () => {
    const count = await remake.remakeWaiting(stopping.signal)
    if (count > 0) log.info({ videos: count }, 'videos that waited for an ffmpeg are in line')
  }
  const looking = every(lookForWaitingMs, look, (err) => log.warn({ err }, 'waiting videos cannot be read'))
  return {
    async stop() {
      stopping.abort()
      await looking.stop()
    },
  }
}

/** Drawn when somebody asks first. */
function createPlaceholder() {
  let drawn: ReturnType<typeof placeholderThumbnail> | undefined
  return async (size: 'large' | 'small') => {
    drawn ??= placeholderThumbnail()
    return (await drawn).find((picture) => picture.size === size)!.bytes
  }
}
