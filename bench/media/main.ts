import { join } from 'node:path'
import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import { figure, median, type Options, table } from '../lib/report.ts'
import { pipelines } from './pipelines.ts'
import { makeSource, sourceSeconds } from './source.ts'
import { timeUpload, type UploadTimes } from './upload.ts'

/** The pipeline against one ffmpeg a rendition, and what a person waits for after an upload. */
export async function bench({ rounds, judge }: Options): Promise<void> {
  await using folder = await temporaryFolder('reelbase-bench-media-')
  const { ffmpegPath, version, probe, inSequence, ladder, whole } = await pipelines(folder.path)
  const path = join(folder.path, 'source.mp4')
  console.log(`\nMaking ${sourceSeconds} s of 1080p with ffmpeg ${version} …`)
  await makeSource(ffmpegPath, path)
  const source = { path, probe: await probe(path) }
  console.log(`${figure(source.probe.bitRate / 1e6)} Mbit/s, ${figure(source.probe.sizeBytes / 2 ** 20)} MiB`)

  const taken = { inSequence: [] as number[], ladder: [] as number[], whole: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    taken.inSequence.push(await inSequence(source))
    taken.ladder.push(await ladder(source))
    taken.whole.push(await whole(source))
  }
  const uploads: UploadTimes[] = []
  for (let round = 0; round < rounds; round++)
    uploads.push(await timeUpload(path, join(folder.path, `data-${round}`)))

  const faster = (times: number[]): number =>
    median(times.map((time, round) => taken.inSequence[round]! / time))
  table(
    ['60 s of 1080p', 'median s', 'times as fast', ...taken.ladder.map((_, n) => `round ${n + 1}`)],
    (
      [
        ['one ffmpeg a rendition, in sequence', taken.inSequence],
        ['the ladder, every rendition encoded', taken.ladder],
        ['all work, largest rendition copied', taken.whole],
      ] as const
    ).map(([name, times]) => [name, figure(median(times)), faster(times).toFixed(2), ...times.map(figure)]),
  )
  const of = (name: keyof UploadTimes): number[] => uploads.map((times) => times[name])
  table(
    ['seconds after the last byte of the upload', 'median', ...uploads.map((_, n) => `round ${n + 1}`)],
    (
      [
        ['videoFile answers a range', of('playable')],
        ['HLS of the first rendition', of('firstRendition')],
        ['HLS of all renditions', of('allRenditions')],
        ['ready: pictures and storyboard too', of('ready')],
      ] as const
    ).map(([name, times]) => [name, figure(median(times)), ...times.map(figure)]),
  )
  judge('the ladder against one ffmpeg a rendition', faster(taken.ladder), { atLeast: 1.35 }, '×')
  judge('all work with a copied rendition against it', faster(taken.whole), { atLeast: 1.8 }, '×')
  judge('first playable after the last byte', median(of('playable')), { atMost: 2 }, ' s')
}
