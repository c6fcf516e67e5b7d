import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { diskObjectStore } from '../../src/adapters/disk/object-store.ts'
import { inProcessEvents } from '../../src/adapters/in-process/events.ts'
import { openPostgres, type Postgres } from '../../src/adapters/postgres/connection.ts'
import { postgresJobQueue } from '../../src/adapters/postgres/job-queue.ts'
import { postgresUsers } from '../../src/adapters/postgres/stores/users.ts'
import { postgresVideoMedia } from '../../src/adapters/postgres/stores/video-media.ts'
import { postgresVideos } from '../../src/adapters/postgres/stores/videos.ts'
import { createTidy } from '../../src/features/videos/files/tidy.ts'
import { createProcessing } from '../../src/features/videos/pipeline/process.ts'
import { makeId } from '../../src/lib/id.ts'
import { systemClock as clock } from '../../src/ports/clock.ts'
import type { MediaTools } from '../../src/ports/media-tools.ts'
import type { ObjectStore } from '../../src/ports/object-store.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'
import { quickTools } from './quick-tools.ts'

/** The making of videos without the site and the ffmpeg around it: `scene` stores an upload, and its `run` is one attempt at both jobs. */
export function usePipeline() {
  const ids = { next: () => makeId(clock.now()) }
  const log = pino({ level: 'silent' })
  const events = inProcessEvents(log)
  let folder: string
  let database: FreshDatabase
  let postgres: Postgres
  let objects: ObjectStore

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reelbase-pipeline-'))
    database = await freshDatabase()
    postgres = await openPostgres({ connection: database.url })
    objects = await diskObjectStore({ folder: join(folder, 'media') })
  })
  afterAll(async () => {
    await postgres.close()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  })

  async function scene(tools: Partial<MediaTools> = {}, progressive: string | null = null) {
    const makers = { postgres, clock, ids }
    const store = postgresVideos(makers)
    const media = postgresVideoMedia(makers)
    const queue = postgresJobQueue(makers)
    const tidy = createTidy({ media, objects, events, clock })
    const [ownerId, id, prepareId, processId] = [ids.next(), ids.next(), ids.next(), ids.next()]
    const name = { username: ownerId, email: `${ownerId}@example.org`, fullName: 'Ann' }
    const now = clock.now()
    await postgresUsers(makers).add({
      ...name,
      id: ownerId,
      avatar: '',
      coverImage: '',
      passwordHash: '',
      now,
    })
    const source = `private/videos/${id}/source/${'a'.repeat(24)}/original.mp4`
    await objects.putBytes(source, Buffer.from('video'))
    const text = { title: 'Sea', titleKey: 'sea', description: '', tags: [] }
    const rules = { privacy: 'public', isPublished: true } as const
    const made = { source, progressive, thumbnail: null, durationSeconds: 1 }
    await store.add({ id, ownerId, ...text, ...rules, ...made, now }, {})
    const processing = createProcessing({
      ...{ media, objects, events, clock, queue, tidy, dataDir: folder },
      tools: { ...quickTools, ...tools },
    })
    const remakeId = ids.next()
    const remake = (fence: number, replaces: string[]) => {
      const { signal } = new AbortController()
      const leased = { jobId: remakeId, fence, attempt: fence, signal, log }
      return processing.remakeVideo({ ...leased, payload: { videoId: id, replaces } })
    }
    const run = async (fence: number, signal = new AbortController().signal) => {
      const leased = { payload: { videoId: id }, fence, attempt: fence, signal, log }
      await processing.prepareVideo({ ...leased, jobId: prepareId })
      await processing.processVideo({ ...leased, jobId: processId })
    }
    return {
      id,
      run,
      remake,
      processing,
      queue,
      store,
      tidy,
      objects,
      media,
      videoMedia: async () => (await media.media(id))!,
    }
  }

  return { scene, mediaFolder: () => join(folder, 'media') }
}
