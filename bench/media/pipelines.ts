import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { detectFfmpeg } from '../../server/src/adapters/ffmpeg/detect.ts'
import { run } from '../../server/src/adapters/ffmpeg/run.ts'
import { createFfmpegTools } from '../../server/src/adapters/ffmpeg/tools.ts'
import { audioArguments, defaultSettings, ladderArguments } from '../../server/src/media/arguments.ts'
import { planLadder } from '../../server/src/media/ladder.ts'
import type { MediaSource } from '../../server/src/ports/media-tools.ts'

/** Three ways to make the same stream of the same file, each in a folder that is empty at first. */
export async function pipelines(folder: string) {
  const detected = await detectFfmpeg({
    ffmpegPath: process.env.FFMPEG_PATH,
    ffprobePath: process.env.FFPROBE_PATH,
  })
  const { ffmpeg, build, capabilities } = detected
  if (!ffmpeg) throw new Error(`There is no ffmpeg to measure. ${capabilities.reason}`)
  const tools = createFfmpegTools(detected)

  async function inEmpty(name: string, work: (at: string) => Promise<unknown>): Promise<number> {
    const at = join(folder, name)
    await rm(at, { recursive: true, force: true })
    await mkdir(at, { recursive: true })
    const began = performance.now()
    await work(at)
    return (performance.now() - began) / 1000
  }

  /** What most do: one ffmpeg for each rendition, one after another, and one for the sound. Same settings. */
  const inSequence = (source: MediaSource): Promise<number> =>
    inEmpty('sequence', async (at) => {
      const { probe } = source
      const silent = { ...source, probe: { ...probe, audio: null } }
      const plan = { copyTop: false, settings: defaultSettings, build }
      const rungs = planLadder(probe.video, false)
      const options = {
        cwd: at,
        timeoutMs: 3_600_000,
        limits: { cpuSeconds: 3600, fileBytes: 2 ** 40, background: true },
      }
      for (const rung of rungs) {
        await mkdir(join(at, rung.name))
        const { exitCode, stderr } = await run(
          ffmpeg,
          ladderArguments(silent, { ...plan, rungs: [rung] }),
          options,
        )
        if (exitCode !== 0) throw new Error(stderr)
      }
      await mkdir(join(at, 'audio'))
      await run(ffmpeg, audioArguments(source, { ...plan, rungs }, probe.durationSeconds), options)
    })

  /** Every rendition encoded, in one process. */
  const ladder = (source: MediaSource): Promise<number> =>
    inEmpty('ladder', (at) => tools.encodeLadder(source, at, { copyTop: false }))

  /** What the server does with such a file: first the stream as it is, then the ladder below it, and the pictures. */
  const whole = (source: MediaSource): Promise<number> =>
    inEmpty('whole', async (at) => {
      const { probe } = source
      if (!(await tools.remuxToHls(source, join(at, 'first')))) throw new Error('The source cannot be copied')
      const made = await tools.encodeLadder(source, join(at, 'all'), { copyTop: true })
      await tools.poster(source, probe.durationSeconds / 4, join(at, 'poster.jpg'))
      await tools.storyboard(
        join(at, 'all'),
        made.renditions.at(-1)!,
        probe.durationSeconds,
        join(at, 'storyboard'),
      )
    })

  return {
    ffmpegPath: ffmpeg.path,
    version: capabilities.version,
    probe: tools.probe,
    inSequence,
    ladder,
    whole,
  }
}
