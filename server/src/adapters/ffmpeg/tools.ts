import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import {
  audioArguments,
  defaultSettings,
  encodedFrameRate,
  joinArguments,
  type LadderPlan,
  ladderArguments,
  type MediaSettings,
  posterArguments,
  probeArguments,
  progressiveArguments,
  storyboardArguments,
} from '../../media/arguments.ts'
import { requireComplete, requireContainer } from '../../media/file.ts'
import { planLadder } from '../../media/ladder.ts'
import { borneOut, streamSeconds } from '../../media/length.ts'
import { totalSeconds } from '../../media/manifest.ts'
import { longestCopiedSegmentSeconds } from '../../media/policy.ts'
import { type ProbedFile, readProbe, startOf } from '../../media/probe.ts'
import { planStoryboard, sheetName, storyboardVtt } from '../../media/storyboard.ts'
import {
  type HlsOutput,
  MediaError,
  type MediaSource,
  type MediaTools,
  type Probe,
  type StageOptions,
} from '../../ports/media-tools.ts'
import type { DetectedFfmpeg } from './detect.ts'
import { gatherEvidence } from './evidence.ts'
import { explainProbe, explainStage } from './explain.ts'
import { cutAlike, finishHls, readLateness, readRendition } from './hls-folder.ts'
import { run } from './run.ts'

/** A busy machine may need it; of work, which is what a hostile file costs, each question has 5 s. */
const probeLimitMs = 15_000
const stallMs = 60_000
/** Moving the index to the front of a large file goes on without a word: this much is copied even by a slow disk. */
const slowDiskBytesPerMs = 20_000

interface Stage extends StageOptions {
  /** As it reads in "The … could not be made". */
  name: string
  cwd: string
  /** Of media, for the limits and for percents. */
  seconds: number
  sourceBytes: number
}

/** The media tools on a detected ffmpeg. Without one each call throws `ffmpeg_missing` with the reason. */
export function createFfmpegTools(
  detected: DetectedFfmpeg,
  settings: MediaSettings = defaultSettings,
): MediaTools {
  const { ffmpeg, ffprobe, build, capabilities } = detected
  const missing = () =>
    new MediaError(
      'ffmpeg_missing',
      'Videos cannot be prepared here at the moment.',
      capabilities.reason ?? '',
    )

  async function probe(path: string, signal?: AbortSignal): Promise<Probe> {
    const { size } = await stat(path)
    const container = await requireContainer(path)
    const until = performance.now() + probeLimitMs
    const ask = (args: string[]) => askProbe(args, until - performance.now(), signal)
    const file = parseJson(await ask(probeArguments(path)))
    const claimed = readProbe(file, container, size)
    await requireComplete(path, container)
    const probed = borneOut(claimed, await gatherEvidence(path, claimed, startOf(file), ask))
    return { ...probed, canCopyVideo: probed.canCopyVideo && build.exactStart }
  }

  async function askProbe(args: string[], limitMs: number, signal?: AbortSignal): Promise<string> {
    if (!ffprobe) throw missing()
    const answer = await run(ffprobe, args, { timeoutMs: Math.max(1, limitMs), signal }).catch(
      (error: unknown) => {
        throw error instanceof MediaError && error.code === 'transcode_timeout'
          ? new MediaError('probe_timeout', 'The file could not be read in time.', error.detail)
          : error
      },
    )
    if (answer.exitCode !== 0) throw explainProbe(answer)
    return answer.stdout
  }

  async function work(
    args: string[],
    { name, cwd, seconds, sourceBytes, signal, onProgress }: Stage,
  ): Promise<void> {
    if (!ffmpeg) throw missing()
    const wallSeconds = Math.max(120, seconds * 40)
    const finished = await run(ffmpeg, args, {
      ...{ cwd, signal, timeoutMs: wallSeconds * 1000, stallMs: stallMs + sourceBytes / slowDiskBytesPerMs },
      limits: {
        cpuSeconds: wallSeconds * availableParallelism(),
        fileBytes: Math.max(2 ** 30, 2 * sourceBytes),
        background: true,
      },
      onProgress: percents(seconds, onProgress),
    })
    if (finished.exitCode !== 0) throw explainStage(name, finished.stderr)
    onProgress?.(100)
  }

  const ofSource = (source: MediaSource, name: string, cwd: string, options: StageOptions = {}): Stage => ({
    ...{ name, cwd, seconds: source.probe.durationSeconds, sourceBytes: source.probe.sizeBytes },
    ...{ signal: options.signal, onProgress: options.onProgress },
  })

  async function makeProgressive(source: MediaSource, into: string, options?: StageOptions): Promise<void> {
    await work(
      progressiveArguments(source, basename(into)),
      ofSource(source, 'copy for playing', dirname(into), options),
    )
  }

  /** The folder is emptied first: an attempt that was killed may have left more segments than this one writes. */
  async function makeRenditions(
    source: MediaSource,
    folder: string,
    plan: LadderPlan,
    stage: Stage,
  ): Promise<HlsOutput> {
    const { probe } = source
    await emptyFolder(folder, [...plan.rungs.map((rung) => rung.name), ...(probe.audio ? ['audio'] : [])])
    await work(ladderArguments(source, plan), stage)
    const hasAudio = probe.audio !== null && (await matchAudio(source, folder, plan, stage))
    const frameRate = plan.copyTop ? probe.video.frameRate : encodedFrameRate(probe)
    const { rungs, copyTop } = plan
    const expectedSeconds = streamSeconds(probe, copyTop)
    return finishHls({ folder, rungs, copyTop, frameRate, hasAudio, expectedSeconds })
  }

  /** All media manifests of a video must be equally long. False: what calls itself sound holds none. */
  async function matchAudio(
    source: MediaSource,
    folder: string,
    plan: LadderPlan,
    stage: Stage,
  ): Promise<boolean> {
    const pictureSeconds = totalSeconds((await readRendition(folder, plan.rungs[0]!.name)).segments)
    const sound = await readRendition(folder, 'audio').catch(() => null)
    if (sound && Math.abs(totalSeconds(sound.segments) - pictureSeconds) < 0.1) return true
    await rm(join(folder, 'audio'), { recursive: true, force: true })
    await mkdir(join(folder, 'audio'))
    await work(audioArguments(source, plan, pictureSeconds), { ...stage, onProgress: undefined })
    if (await readRendition(folder, 'audio').catch(() => null)) return true
    await rm(join(folder, 'audio'), { recursive: true, force: true })
    return false
  }

  async function remuxToHls(
    source: MediaSource,
    folder: string,
    options?: StageOptions,
  ): Promise<HlsOutput | null> {
    if (!source.probe.canCopyVideo || !build.exactStart) return null
    const rungs = planLadder(source.probe.video, true).slice(0, 1)
    const plan = { rungs, copyTop: true, settings, build }
    const made = await makeRenditions(source, folder, plan, ofSource(source, 'stream', folder, options))
    const { segments } = await readRendition(folder, rungs[0]!.name)
    if (segments.every((segment) => segment.durationSeconds <= longestCopiedSegmentSeconds)) return made
    await rm(folder, { recursive: true, force: true })
    return null
  }

  async function encodeLadder(
    source: MediaSource,
    folder: string,
    options: StageOptions & { copyTop: boolean },
  ): Promise<HlsOutput> {
    const copyTop = options.copyTop && source.probe.canCopyVideo && build.exactStart
    const rungs = planLadder({ ...source.probe.video, frameRate: encodedFrameRate(source.probe) }, copyTop)
    const stage = ofSource(source, 'renditions', folder, options)
    const made = await makeRenditions(source, folder, { rungs, copyTop, settings, build }, stage)
    if (!copyTop || rungs.length === 1) return made
    const [top, next] = await Promise.all(rungs.slice(0, 2).map((rung) => readRendition(folder, rung.name)))
    if (cutAlike(top!, next!, source.probe.video.frameRate)) return made
    // The source's key frames lie where no frame of a steady rate does: players could not switch in time.
    return encodeLadder(source, folder, { signal: options.signal, copyTop: false })
  }

  async function progressiveFromHls(
    hlsFolder: string,
    rendition: string,
    into: string,
    options: StageOptions = {},
  ): Promise<void> {
    const { segments } = await readRendition(hlsFolder, rendition)
    const sound = await readRendition(hlsFolder, 'audio').catch(() => null)
    const lateSeconds = await readLateness(hlsFolder, rendition)
    const sourceBytes = [...segments, ...(sound?.segments ?? [])].reduce(
      (sum, segment) => sum + segment.sizeBytes,
      0,
    )
    const own = { folder: hlsFolder, rendition, hasAudio: sound !== null, lateSeconds }
    const args = joinArguments(own, basename(into))
    await work(args, {
      name: 'copy for playing',
      cwd: dirname(into),
      seconds: totalSeconds(segments),
      sourceBytes,
      ...options,
    })
  }

  async function poster(
    source: MediaSource,
    atSeconds: number,
    into: string,
    signal?: AbortSignal,
  ): Promise<void> {
    // Near the end, or in a file shorter than it says, there may be no frame: the first one is always there.
    for (const moment of atSeconds > 0 ? [atSeconds, 0] : [0]) {
      await rm(into, { force: true })
      const made = work(
        posterArguments(source, moment, basename(into), build),
        ofSource(source, 'poster', dirname(into), { signal }),
      )
      // Pictures around one moment may be damaged.
      await (moment > 0 && !signal?.aborted ? made.catch(() => {}) : made)
      if (await hasBytes(into)) return
    }
    throw new MediaError('transcode_failed', 'No picture could be taken from the video.')
  }

  const storyboard: MediaTools['storyboard'] = async (
    hlsFolder,
    rendition,
    durationSeconds,
    folder,
    signal,
  ) => {
    const plan = planStoryboard(durationSeconds, rendition)
    await emptyFolder(folder, [])
    const stage = { name: 'storyboard', cwd: folder, seconds: durationSeconds, sourceBytes: 0, signal }
    await work(storyboardArguments(hlsFolder, rendition.name, plan), stage)
    await writeFile(join(folder, 'storyboard.vtt'), storyboardVtt(plan))
    const sheets = Math.ceil(plan.count / plan.across ** 2)
    const files = [...Array.from({ length: sheets }, (_, n) => sheetName(n)), 'storyboard.vtt']
    return { files, intervalSeconds: plan.intervalSeconds }
  }

  return {
    capabilities,
    probe,
    makeProgressive,
    remuxToHls,
    encodeLadder,
    progressiveFromHls,
    poster,
    storyboard,
  }
}

function parseJson(text: string): ProbedFile {
  try {
    return JSON.parse(text) as ProbedFile
  } catch {
    throw new MediaError('not_a_video', 'The file is not a video.')
  }
}

async function emptyFolder(folder: string, subfolders: string[]): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const name of subfolders) await mkdir(join(folder, name))
}

const hasBytes = async (path: string) => ((await stat(path).catch(() => null))?.size ?? 0) > 0

/** Whole percents that never fall, once a second; 100 is said by whoever knows that it is done. */
function percents(seconds: number, onProgress: ((percent: number) => void) | undefined) {
  let said = -1
  let saidAt = 0
  return (doneUs: number) => {
    const percent = seconds > 0 ? Math.min(99, Math.floor(doneUs / seconds / 10_000)) : 0
    if (!onProgress || percent <= said || performance.now() - saidAt < 1000) return
    said = percent
    saidAt = performance.now()
    onProgress(percent)
  }
}
