import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { makeVideo, runFfmpeg, type Sample } from '../../../test/support/samples.ts'
import { createMediabunnyTools } from './tools.ts'

const folder = await mkdtemp(join(tmpdir(), 'bunny-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const tools = createMediabunnyTools({
  ...{ canTranscode: false, version: null, source: 'none', canCopyVideo: false, canTonemap: false },
  reason: 'There is none.',
})

const phone: Sample = {
  ...{ turned: true, container: 'mov' },
  options: ['-metadata', 'location=+48.2082+016.3738/', '-metadata', 'comment=my own garden'],
}

it.each([
  [
    'an MP4',
    {},
    'mp4',
    { container: 'mp4', video: { codec: 'h264', width: 320, rotation: 0 }, audio: { codec: 'aac' } },
  ],
  ['an MKV', { container: 'mkv' }, 'mp4', { container: 'matroska' }],
  ['a WebM', { container: 'webm' }, 'webm', { video: { codec: 'vp8' }, audio: { codec: 'opus' } }],
  ['a silent video', { audio: 'none' }, 'mp4', { audio: null }],
  ['a phone’s MOV', phone, 'mp4', { container: 'mov', video: { width: 180, height: 320 } }],
] as [string, Sample, string, object][])(
  'copies %s for playing, with every frame and without metadata',
  async (name, sample, format, expected) => {
    const path = await makeVideo(sample)
    const probe = await tools.probe(path)
    expect(probe).toMatchObject({ ...expected, playsInBrowser: true, canCopyVideo: false })
    expect(Math.abs(probe.durationSeconds - 2)).toBeLessThan(0.1)
    const into = join(folder, `${name}.${format}`)
    await tools.makeProgressive({ path, probe }, into)
    const copy = await readFile(into)
    expect(copy.includes('garden') || copy.includes('48.2')).toBe(false)
    const frames = await runFfmpeg(['-i', into, '-map', '0:v', '-vsync', '0', '-f', 'framecrc', '-'])
    expect(frames.match(/^0,/gm)).toHaveLength(60)
    const again = await tools.probe(into)
    expect(again.video).toMatchObject({ codec: probe.video.codec, rotation: probe.video.rotation })
  },
)

it('says that HEVC needs an ffmpeg', async () => {
  const path = await makeVideo({
    options: ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
  })
  const probe = await tools.probe(path)
  expect(probe.playsInBrowser).toBe(false)
  const outcome = tools.encodeLadder({ path, probe }, folder, { copyTop: false })
  await expect(outcome).rejects.toMatchObject({ code: 'ffmpeg_missing', detail: 'There is none.' })
})

it.each([
  ['not_a_video', Buffer.from('#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1/a.ts\n')],
  ['not_a_video', Buffer.alloc(0)],
  [
    'incomplete_file',
    Buffer.concat([
      Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'),
      Buffer.from('\0\0\x03\xe8mdat', 'latin1'),
      Buffer.alloc(992, 7),
    ]),
  ],
])('answers %s to what is none', async (code, bytes) => {
  const path = join(folder, 'bad.mp4')
  await writeFile(path, bytes)
  await expect(tools.probe(path)).rejects.toMatchObject({ code })
})

it('stops when it is told to', async () => {
  await expect(tools.probe(await makeVideo(), AbortSignal.abort())).rejects.toMatchObject({
    code: 'transcode_aborted',
  })
})
