import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type OutgoingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { diskObjectStore } from '../../src/adapters/disk/object-store.ts'
import { inProcessEvents } from '../../src/adapters/in-process/events.ts'
import { createVideoFacts, type LoadFacts, type VideoFacts } from '../../src/features/media/facts.ts'
import { mediaStreams } from '../../src/features/media/routes.ts'
import { failures, notFound } from '../../src/http/answer/failures.ts'
import { mediaCors } from '../../src/http/edge/cors.ts'
import { createMediaUrls } from '../../src/http/media-urls.ts'
import { streamRouter } from '../../src/http/stream.ts'
import type { ObjectStore } from '../../src/ports/object-store.ts'
import { noteAnswer } from '../coverage/note.ts'
import { listenOnFreePort } from './web.ts'

export const openId = '66f0c1e2a1b2c3d4e5f60718'
export const closedId = '66f0c1e2a1b2c3d4e5f60719'
export const deletedId = '66f0c1e2a1b2c3d4e5f6071a'
/** What every segment holds. */
export const digits = '0123456789'.repeat(100)
const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv720/index.m3u8\n'.padEnd(3000, '#\n')
export const hlsOf = (root: string, id: string): string => `${root}/videos/${id}/hls/a1b2/master.m3u8`
export const segment = `/media/o/videos/${openId}/hls/a1b2/v720/00001.m4s`
export const large = `/media/o/videos/${openId}/file/e5/large.mp4`
export const largeBytes = 8 * 1024 * 1024

/**
 * A server of three videos' files, one open, one closed, one deleted; the closed one has files under both roots.
 * Called once at the top of a test file; each test begins with the videos as they were.
 */
export function mediaScene({ accelLocation }: { accelLocation?: string } = {}) {
  const events = inProcessEvents(pino({ level: 'silent' }))
  const scene = {
    folder: '',
    objects: null as unknown as ObjectStore,
    now: new Date(),
    videos: new Map<string, VideoFacts>(),
    /** Held back by a test that wants something to happen meanwhile. */
    load: (async () => null) as LoadFacts,
    events,
    web: null as unknown as Awaited<ReturnType<typeof listenOnFreePort>>,
    get: (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') =>
      get(scene.web.port, path, headers, method),
    granted: (key: string): string => urls.grantedUrl('', key, 3600),
  }
  const urls = createMediaUrls({ secret: 'a secret', clock: { now: () => scene.now } })

  beforeAll(async () => {
    scene.folder = await mkdtemp(join(tmpdir(), 'reelbase-media-'))
    const objects = await diskObjectStore({ folder: scene.folder })
    scene.objects = objects
    for (const [key, content] of Object.entries(contents())) await objects.putBytes(key, Buffer.from(content))
    const { of: facts } = createVideoFacts({ load: (id) => scene.load(id), events })
    const placeholder = async (size: string) => Buffer.from(size)
    const streams = mediaStreams({ urls, objects, facts, placeholder })
    const app = express()
    app.use('/media', mediaCors, streamRouter(streams, { objects, accelLocation }))
    app.use(notFound)
    app.use(failures(pino({ level: 'silent' })))
    scene.web = await listenOnFreePort(app)
  })
  afterAll(async () => {
    await scene.web.close()
    await rm(scene.folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    scene.now = new Date()
    scene.load = async (id) => scene.videos.get(id) ?? null
    scene.videos = new Map([
      [openId, { isOpen: true, hls: { key: hlsOf('public', openId), complete: true } }],
      [closedId, { isOpen: false, hls: { key: hlsOf('private', closedId), complete: true } }],
    ])
    for (const videoId of [openId, closedId, deletedId]) events.emit('video.changed', { videoId })
  })
  return scene
}

function contents(): Record<string, string> {
  const files: Record<string, string> = {
    [`public/videos/${openId}/img/e5/storyboard.vtt`]: `WEBVTT\n\n${'x'.repeat(3000)}`,
    [`public/videos/${openId}/img/e5/empty.jpg`]: '',
    [`public/videos/${openId}/file/e5/large.mp4`]: 'v'.repeat(largeBytes),
    'public/users/66f0c1e2a1b2c3d4e5f60720/avatar/a1/large.jpg': 'a face',
  }
  const places = { [openId]: ['public'], [closedId]: ['public', 'private'], [deletedId]: ['private'] }
  for (const [id, roots] of Object.entries(places)) {
    for (const root of roots) {
      const base = `${root}/videos/${id}`
      files[hlsOf(root, id)] = master
      files[`${base}/hls/a1b2/v720/00001.m4s`] = digits
      files[`${base}/hls/a1b2/v720/init.mp4`] = 'init'
      files[`${base}/source/c3d4/upload.mov`] = 'with the place where it was filmed'
    }
  }
  return files
}

/** The path as it stands: fetch would tidy it up, and decompress the answer. */
async function get(port: number, path: string, headers: OutgoingHttpHeaders, method: string) {
  const req = request({ host: '127.0.0.1', port, path, method, headers, agent: false })
  req.end()
  const [res] = await once(req, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  noteAnswer('tests', method, `http://127.0.0.1:${port}${path}`, res.statusCode, body.toString())
  const isJson = String(res.headers['content-type']).includes('json')
  return {
    status: res.statusCode as number,
    headers: res.headers as Record<string, string>,
    body,
    text: body.toString(),
    json: isJson && body.length > 0 ? JSON.parse(body.toString()) : null,
  }
}
