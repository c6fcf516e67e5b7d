import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSite } from '../../../../test/support/app.ts'
import { noFfmpeg } from '../../../../test/support/no-ffmpeg.ts'
import { makeVideo } from '../../../../test/support/samples.ts'
import { fileOf, publish, upload, whenMade } from '../../../../test/support/videos.ts'
import { openPostgresDatabase } from '../../../adapters/postgres/database.ts'
import { postgresJobQueue } from '../../../adapters/postgres/job-queue.ts'
import { postgresVideoMedia } from '../../../adapters/postgres/stores/video-media.ts'
import { type App, createApp } from '../../../app.ts'
import { readConfig } from '../../../config/config.ts'
import { makeId } from '../../../lib/id.ts'
import { prepareLater } from '../work.ts'

const site = useSite({ ffmpeg: Promise.resolve(noFfmpeg) })
const { signUp, visitor, dataDir, databaseUrl, app, clock } = site
const makers = () => ({ postgres: app().postgres, clock, ids: { next: () => makeId(clock.now()) } })
const media = () => postgresVideoMedia(makers())

let other: App | undefined
/** The same site's server on a machine that has an ffmpeg. */
async function startWithFfmpeg(): Promise<void> {
  const env = { NODE_ENV: 'test', DATA_DIR: dataDir(), RATE_LIMITS: 'off', DISK_RESERVE_BYTES: '1MiB' }
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  other = await createApp(readConfig(env), {
    ...{ clock, log },
    database: (makers) => openPostgresDatabase(makers, { connection: databaseUrl(), dataDir: dataDir() }),
  })
}
afterEach(async () => {
  await other?.close()
  other = undefined
})

async function remakeJobs() {
  const rows = await postgresJobQueue(makers()).list({ name: 'video.remake', limit: 50 })
  return rows.map(({ key }) => key)
}

describe('a server without ffmpeg', () => {
  it('plays what it was sent, says what is missing and when it comes, and a start with ffmpeg makes it', async () => {
    const ann = await signUp()
    const { _id } = await publish(ann)
    const bare = await whenMade(ann, _id)
    expect(bare).toMatchObject({
      sources: { hls: null, progressive: expect.stringContaining('/file/') },
      poster: null,
      storyboard: null,
    })
    expect(bare.processing).toMatchObject({
      ...{ state: 'ready', percent: 100, renditions: [] },
      error: expect.stringMatching(/no ffmpeg .* made by themselves when it has one/),
    })
    expect((await visitor().get(`/videos?userId=${ann._id}`)).data.totalDocs).toBe(1)

    await startWithFfmpeg()
    const whole = await vi.waitFor(
      async () => {
        const made = await whenMade(ann, _id)
        if (!made.storyboard) throw new Error('not yet')
        return made
      },
      { timeout: 60_000, interval: 100 },
    )
    expect(whole.processing).toMatchObject({ state: 'ready', percent: 100, error: null })
    expect(whole.processing.renditions).toHaveLength(1)
    expect(whole).toMatchObject({ videoFile: bare.videoFile, poster: expect.any(String) })
    expect(whole.thumbnail).not.toBe(bare.thumbnail)
    expect((await fetch(whole.sources.hls)).status).toBe(200)
    await other?.close()
    await startWithFfmpeg()
    await site.jobsDone(60_000)
    expect(await remakeJobs()).toEqual([_id])
  }, 120_000)

  it('refuses what browsers do not play without blaming the file', async () => {
    const ann = await signUp()
    for (const container of ['avi', 'mpg', 'flv', 'ts'] as const) {
      const videoFile = await fileOf(await makeVideo({ seconds: 1, container }))
      const answer = await upload(ann, { videoFile })
      expect([container, answer]).toMatchObject([
        container,
        {
          ...{ status: 503, code: 'transcoding_unavailable' },
          message: expect.stringMatching(/server has no ffmpeg.*MP4 .* or WebM.*whoever runs the server/),
        },
      ])
    }
    const sound: Parameters<typeof makeVideo>[0] = { seconds: 1, container: 'mkv', options: ['-c:a', 'ac3'] }
    expect(await upload(ann, {}, sound)).toMatchObject({ status: 503, code: 'transcoding_unavailable' })
    const text = new File(['#EXTM3U\n'], 'a.mp4', { type: 'video/mp4' })
    expect(await upload(ann, { videoFile: text })).toMatchObject({ status: 422, code: 'not_a_video' })
  }, 120_000)

  it('tells in its health what is missing', async () => {
    const answer = await fetch(`${site.url()}/health/ready`)
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { status: 'degraded', checks: { ffmpeg: { state: 'degraded', reason: 'There is none.' } } },
    ])
  }, 120_000)

  it('leaves what it cannot make at all to a start with ffmpeg', async () => {
    const ann = await signUp()
    const { _id } = await publish(ann)
    await whenMade(ann, _id)
    await site.jobsDone()
    // As if ffmpeg had been there for the upload of something that no browser plays, and then no more.
    const avi = await makeVideo({ seconds: 1, container: 'avi' })
    const source = (await media().media(_id))!.source!
    await copyFile(avi, join(dataDir(), 'media', source))
    await app().postgres.script(
      `update videos set progressive_key = null, processing_state = 'queued' where id = '${_id}'`,
    )
    await postgresJobQueue(makers()).add(prepareLater(_id))
    const failed = await whenMade(ann, _id)
    expect(failed.processing).toMatchObject({
      ...{ state: 'failed', error: expect.stringMatching(/cannot be played yet: this server has no ffmpeg/) },
    })
    await startWithFfmpeg()
    await vi.waitFor(
      async () =>
        expect((await whenMade(ann, _id)).processing).toMatchObject({ state: 'ready', error: null }),
      { timeout: 60_000, interval: 100 },
    )
    expect((await ann.get(`/videos/${_id}`)).data.videoFile).toMatch(/\.mp4$/)
  }, 120_000)
})
