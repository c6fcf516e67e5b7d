import { join } from 'node:path'
import { pino } from 'pino'
import { diskObjectStore } from '../../src/adapters/disk/object-store.ts'
import { inProcessEvents } from '../../src/adapters/in-process/events.ts'
import { openPostgres } from '../../src/adapters/postgres/connection.ts'
import { postgresJobQueue } from '../../src/adapters/postgres/job-queue.ts'
import { postgresRemnants } from '../../src/adapters/postgres/removal/videos.ts'
import { postgresVideoMedia } from '../../src/adapters/postgres/stores/video-media.ts'
import { createMoving } from '../../src/features/videos/files/moving.ts'
import { createTidy } from '../../src/features/videos/files/tidy.ts'
import { videoJobs } from '../../src/features/videos/jobs.ts'
import { createProcessing } from '../../src/features/videos/pipeline/process.ts'
import type { MediaStore } from '../../src/features/videos/store.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { makeId } from '../../src/lib/id.ts'
import { systemClock } from '../../src/ports/clock.ts'
import type { MediaTools } from '../../src/ports/media-tools.ts'
import type { ObjectStore } from '../../src/ports/object-store.ts'
import { quickTools } from './quick-tools.ts'

/**
 * A worker in a process of its own, forked by tests with `DATABASE_URL` and `DATA_DIR`. It runs no ffmpeg, and names each moment of the
 * pipeline: at the one in `DIE_AT` it ends as by kill -9; at one that the parent named (`{ pauseAt }`) it says so
 * and waits for `'go on'`.
 */

let pauseAt = ''
let goOn = () => {}
process.on('message', (message: { pauseAt: string } | 'go on') => {
  if (message === 'go on') goOn()
  else pauseAt = message.pauseAt
})

async function moment(name: string): Promise<void> {
  if (process.env.DIE_AT === name) {
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  }
  if (pauseAt !== name) return
  pauseAt = ''
  const told = new Promise<void>((resolve) => {
    goOn = resolve
  })
  process.send?.({ at: name })
  await told
}

const toolNames = [
  'makeProgressive',
  'remuxToHls',
  'encodeLadder',
  'progressiveFromHls',
  'poster',
  'storyboard',
] as const

/** The moment of a tool is when its program has just been started. */
function watchedTools(tools: MediaTools): MediaTools {
  const watched = { ...tools }
  for (const name of toolNames) {
    const run = tools[name] as (...args: unknown[]) => Promise<unknown>
    Object.assign(watched, {
      async [name](...args: unknown[]) {
        const running = run(...args)
        running.catch(() => {})
        await moment(name)
        return running
      },
    })
  }
  return watched
}

const watchedObjects = (objects: ObjectStore): ObjectStore => ({
  ...objects,
  async putFolder(prefix, folder) {
    await objects.putFolder(prefix, folder)
    await moment(`put ${prefix.split('/')[3]}`)
  },
})

const watchedMedia = (media: MediaStore): MediaStore => ({
  ...media,
  async advance(claim, step, now, also) {
    const video = await media.advance(claim, step, now, also)
    for (const name of Object.keys(step.made ?? {})) await moment(`made ${name}`)
    return video
  },
})

/** With a source that no browser plays and of which more than one rendition is made. */
const quickToolsOfEveryStage: MediaTools = {
  ...quickTools,
  async probe(path) {
    const probe = await quickTools.probe(path)
    return { ...probe, playsInBrowser: false, video: { ...probe.video, width: 640, height: 480 } }
  },
}

const { DATABASE_URL = '', DATA_DIR = '' } = process.env
const clock = systemClock
const ids = { next: () => makeId(clock.now()) }
const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
const events = inProcessEvents(log)
const postgres = await openPostgres({ connection: DATABASE_URL, poolSize: 3 })
const queue = postgresJobQueue({ postgres, clock, ids })
const objects = watchedObjects(await diskObjectStore({ folder: join(DATA_DIR, 'media') }))
const media = watchedMedia(postgresVideoMedia({ postgres, clock, ids }))
const tools = watchedTools(quickToolsOfEveryStage)
const tidy = createTidy({ media, objects, events, clock })
const processing = createProcessing({ media, objects, tools, queue, events, clock, tidy, dataDir: DATA_DIR })
startWorker({
  ...{ queue, clock, log, lanes: { early: 1, media: 1, clearing: 1, leaving: 1, quick: 1 } },
  jobs: videoJobs({
    ...{ processing, tidy, moving: createMoving({ queue, clock }) },
    ...{ remnants: postgresRemnants({ postgres }), canTranscode: true },
  }),
  ...{ leaseMs: 1_500, lookEveryMs: 50 },
})
