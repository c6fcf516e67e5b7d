import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesOf, readManifest, readMaster } from '../../server/test/acceptance/support/hls.ts'
import { masterOf } from '../../server/test/acceptance/support/media.ts'
import { startServer } from '../../server/test/acceptance/support/own-server.ts'
import { person, publish, whenReady } from '../../server/test/acceptance/support/people.ts'
import { mainJobVideo } from '../../server/test/acceptance/support/samples.ts'
import { target } from '../../server/test/acceptance/support/target.ts'
import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import { startChild } from '../lib/child.ts'
import { load } from '../lib/load.ts'
import { figure, median, type Options, table } from '../lib/report.ts'
import { startNginx } from './nginx.ts'

/** A public segment of a real video, against the same bytes from a bare Node stream and from nginx. */
export async function bench({ rounds, seconds, judge }: Options): Promise<void> {
  await using folder = await temporaryFolder('reelbase-bench-segments-')
  process.env.ACCEPTANCE_SAMPLES = folder.path
  const server = await startServer(join(folder.path, 'data'))
  target.url = server.url
  const path = join(folder.path, 'segment.m4s')
  const stops: (() => Promise<unknown>)[] = [server.stop]
  try {
    const segmentUrl = await makeSegment()
    const bytes = await bytesOf(segmentUrl)
    await writeFile(path, bytes)
    const bare = await startChild(new URL('./bare.ts', import.meta.url), { path })
    stops.push(bare.stop)
    const nginx = await startNginx(path, join(folder.path, 'nginx'))
    if (nginx) stops.push(nginx.stop)

    const contenders = {
      Reelbase: segmentUrl,
      'a bare Node stream': `${bare.url}/segment.m4s`,
      ...(nginx && { nginx: nginx.url }),
    }
    const rates = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]))
    for (let round = 0; round <= rounds; round++) {
      for (const [name, url] of Object.entries(contenders)) {
        const { origin, pathname } = new URL(url)
        const { rate } = await load({ url: origin, paths: [pathname], seconds: round === 0 ? 1 : seconds })
        if (round > 0) rates.get(name)!.push(rate)
      }
    }
    const ratio = median(
      rates.get('Reelbase')!.map((rate, round) => rate / rates.get('a bare Node stream')![round]!),
    )
    table(
      [`a segment of ${figure(bytes.length / 1024)} KiB`, 'answers a second', 'MiB a second'],
      [...rates].map(([name, all]) => [
        name,
        figure(median(all)),
        figure((median(all) * bytes.length) / 2 ** 20),
      ]),
    )
    if (!nginx) console.log('nginx is not installed, so it stands in no row.')
    judge('segments: of a bare Node stream', ratio, { atLeast: 0.5 }, '×')
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

/** A segment of the 720p rendition: some hundred KiB, as players ask for most. */
async function makeSegment(): Promise<string> {
  const ann = await person()
  const video = await whenReady(ann, (await publish(ann, await mainJobVideo()))._id)
  const master = await readMaster(masterOf(video))
  const variant = master.variants.find(({ attributes }) => attributes.RESOLUTION === '1280x720')
  const { segments } = await readManifest(variant!.url)
  return segments[1]!.url
}
