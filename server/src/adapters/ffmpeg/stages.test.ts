import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { ffmpegBuilds, quick } from '../../../test/support/ffmpeg-builds.ts'
import { makeVideo, type Sample } from '../../../test/support/samples.ts'
import { boxes } from '../../media/boxes.ts'
import { planLadder } from '../../media/ladder.ts'
import type { MediaSource, MediaTools } from '../../ports/media-tools.ts'
import { detectFfmpeg } from './detect.ts'
import { createFfmpegTools } from './tools.ts'

const folder = await mkdtemp(join(tmpdir(), 'stages-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let made = 0
const fresh = (ending = '') => join(folder, `${made++}${ending}`)

async function sourceOf(tools: MediaTools, sample: Sample): Promise<MediaSource> {
  const path = await makeVideo(sample)
  return { path, probe: await tools.probe(path) }
}

const phone: Sample = {
  ...{ turned: true, container: 'mov' },
  options: ['-metadata', 'location=+48.2082+016.3738/', '-metadata', 'comment=my own garden'],
}

const builds = await ffmpegBuilds()

describe.each(builds)('$name', ({ tools }) => {
  it('makes a copy that starts at once, stays turned, and does not say where it was filmed', async () => {
    const source = await sourceOf(tools, phone)
    const raw = await readFile(source.path)
    expect(raw.includes('my own garden') && raw.includes('+48.2082')).toBe(true)

    const into = fresh('.mp4')
    await tools.makeProgressive(source, into)
    const copy = await readFile(into)
    expect(copy.includes('garden') || copy.includes('48.2')).toBe(false)
    const order = [...boxes(copy)].map((box) => box.type)
    expect(order.indexOf('moov')).toBeLessThan(order.indexOf('mdat'))
    expect(await tools.probe(into)).toMatchObject({
      video: { rotation: source.probe.video.rotation, width: 180, height: 320 },
      audio: { codec: 'aac' },
    })
  })

  it('copies WebM as WebM', async () => {
    const source = await sourceOf(tools, { container: 'webm' })
    const into = fresh('.webm')
    await tools.makeProgressive(source, into)
    expect(await tools.probe(into)).toMatchObject({ container: 'webm', playsInBrowser: true })
  })

  it('takes a poster as a person sees the video, also from beyond its end', async () => {
    const source = await sourceOf(tools, phone)
    for (const moment of [0.5, 60]) {
      const into = fresh('.jpg')
      await tools.poster(source, moment, into)
      expect(await sharp(into).metadata()).toMatchObject({ format: 'jpeg', width: 180, height: 320 })
    }
  })

  it('puts the picture of each moment on the storyboard', async () => {
    const source = await sourceOf(tools, { seconds: 7, flashAt: 4, width: 640, height: 360 })
    const hls = fresh()
    const { renditions, durationSeconds } = await tools.encodeLadder(source, hls, { copyTop: false })
    const into = fresh()
    const board = await tools.storyboard(hls, renditions.at(-1)!, durationSeconds, into)
    expect(board).toEqual({ files: ['sheet0.jpg', 'storyboard.vtt'], intervalSeconds: 2 })
    const vtt = await readFile(join(into, 'storyboard.vtt'), 'utf8')
    expect(vtt.match(/-->/g)).toHaveLength(4)
    expect(vtt).toContain('00:00:04.000 --> 00:00:06.000\nsheet0.jpg#xywh=320,0,160,90')
    const sheet = sharp(join(into, 'sheet0.jpg'))
    expect(await sheet.metadata()).toMatchObject({ width: 1600, height: 900 })
    const isLight = async (left: number) => {
      const cell = await sheet
        .clone()
        .extract({ left, top: 0, width: 160, height: 90 })
        .greyscale()
        .raw()
        .toBuffer()
      return cell.every((level) => level > 128)
    }
    expect(await Promise.all([0, 160, 320, 480].map(isLight))).toEqual([false, false, true, false])
  })

  it('gives the same bytes when a stage is repeated, whatever lay in its folder', async () => {
    const source = await sourceOf(tools, { seconds: 3, width: 640, height: 480, flashAt: 1 })
    const runs = [fresh(), fresh()]
    await mkdir(join(runs[1]!, 'v480'), { recursive: true })
    await writeFile(join(runs[1]!, 'v480', '00099.m4s'), 'left by an attempt that was killed')
    const digests = []
    for (const into of runs) {
      const copyTop = (await tools.remuxToHls(source, join(into, 'remux'))) !== null
      const { files } = await tools.encodeLadder(source, into, { copyTop })
      await tools.makeProgressive(source, join(into, 'p.mp4'))
      await tools.progressiveFromHls(into, 'v360', join(into, 'q.mp4'))
      await tools.poster(source, 1, join(into, 'poster.jpg'))
      const all = [...files, 'p.mp4', 'q.mp4', 'poster.jpg']
      digests.push(await Promise.all(all.map(async (file) => [file, await digest(join(into, file))])))
      await expect(readFile(join(into, 'v480', '00099.m4s'))).rejects.toMatchObject({ code: 'ENOENT' })
    }
    expect(digests[0]).toEqual(digests[1])
  })

  it('gives the same cuts and times when the bit rate meets its cap, where bytes may differ', async () => {
    const noise = { width: 160, height: 90, filter: 'noise=alls=90:allf=t' }
    const source = await sourceOf(tools, { seconds: 3, ...noise, options: ['-crf', '10'] })
    const runs = []
    for (const into of [fresh(), fresh()]) {
      const { renditions, files, durationSeconds } = await tools.encodeLadder(source, into, {
        copyTop: false,
      })
      const { maxBitRate } = planLadder(source.probe.video, false)[0]!
      expect(renditions[0]!.averageBitRate).toBeGreaterThan(maxBitRate * 0.8)
      const shown = renditions.map(({ averageBitRate: _average, peakBitRate: _peak, ...rest }) => rest)
      const cuts = await readFile(join(into, renditions[0]!.name, 'index.m3u8'), 'utf8')
      runs.push({ shown, files, durationSeconds, cuts })
    }
    expect(runs[0]).toEqual(runs[1])
  })

  it('reports progress that never falls and ends at 100', async () => {
    const source = await sourceOf(tools, { seconds: 4, width: 640, height: 360 })
    const said: number[] = []
    await tools.encodeLadder(source, fresh(), { copyTop: false, onProgress: (percent) => said.push(percent) })
    expect(said).toEqual(said.toSorted((a, b) => a - b))
    expect(said.at(-1)).toBe(100)
  })

  it('says that a file was shorter than it claims', async () => {
    const whole = await readFile(await makeVideo({ container: 'mkv', seconds: 4 }))
    const path = fresh('.mkv')
    await writeFile(path, whole.subarray(0, whole.length / 2))
    const probe = await tools.probe(path)
    const output = await tools.encodeLadder({ path, probe }, fresh(), { copyTop: false })
    expect(output.truncated).toBe(true)
    expect(output.durationSeconds).toBeLessThan(3)
  })

  it('makes no stream of a file in which no picture can be read', async () => {
    const bytes = await readFile(await makeVideo({ seconds: 2, audio: 'none' }))
    const media = bytes.indexOf('mdat') + 4
    bytes.fill(0xff, media, media + Math.floor((bytes.length - media) / 2))
    const path = fresh('.mp4')
    await writeFile(path, bytes)
    const source = { path, probe: await tools.probe(path) }
    await expect(async () => {
      if (!(await tools.remuxToHls(source, fresh()))) throw new Error('nothing')
    }).rejects.toThrow(/no pictures|damaged|nothing|could not be made/)
    await expect(tools.encodeLadder(source, fresh(), { copyTop: false })).rejects.toThrow()
  })
})

const digest = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

it('does not copy pictures whose key frames lie too far apart', async () => {
  const { tools } = builds[0]!
  const source = await sourceOf(tools, { seconds: 12, frameRate: 10, flashAt: 1, options: ['-g', '999'] })
  expect(source.probe.canCopyVideo).toBe(true)
  expect(await tools.remuxToHls(source, fresh())).toBeNull()
})

it('says why there is no ffmpeg, and lets nothing else fail', async () => {
  const detected = await detectFfmpeg({ ffmpegPath: '/nowhere/ffmpeg' })
  const tools = createFfmpegTools(detected, quick)
  expect(tools.capabilities).toMatchObject({ canTranscode: false, source: 'none', version: null })
  expect(tools.capabilities.reason).toContain('/nowhere/ffmpeg')
  await expect(tools.probe(await makeVideo())).rejects.toMatchObject({ code: 'ffmpeg_missing' })
})
