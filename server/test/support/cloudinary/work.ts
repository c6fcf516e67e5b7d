import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runFfmpeg } from '../samples.ts'
import { noticeHeaders } from './checks.ts'
import type { Cloud, Stored } from './cloud.ts'

/** Makes what was asked for, in its time, and tells whoever wants to know. Answers what is said of it now. */
export function begin(cloud: Cloud, asset: Stored, eager: string, notifyUrl: string | null): object[] {
  const batch = randomBytes(16).toString('hex')
  const wanted = eager.split('|')
  async function work(): Promise<void> {
    const results = await Promise.all(wanted.map((one) => make(asset, one, cloud.meddling.work === 'fail')))
    const said = { notification_type: 'eager', eager: results, batch_id: batch, public_id: asset.publicId }
    if (notifyUrl && !cloud.meddling.isSilent) await notify(cloud, notifyUrl, said)
  }
  if (cloud.meddling.work === 'hold') cloud.waiting.push(work)
  else void work()
  return wanted.map((transformation) => ({ transformation, status: 'processing', batch_id: batch }))
}

async function notify(cloud: Cloud, url: string, said: object): Promise<number> {
  const body = JSON.stringify(said)
  const status = await fetch(url, { method: 'POST', body, headers: noticeHeaders(body, cloud.account) }).then(
    (answer) => answer.status,
    () => 0,
  )
  cloud.notices.push({ url, body, status })
  return status
}

async function make(asset: Stored, wanted: string, fails: boolean): Promise<object> {
  try {
    if (fails) throw new Error('Resource cannot be transcoded')
    for (const [name, bytes] of await makersOf(wanted)(asset)) asset.derived.set(name, bytes)
    return { transformation: wanted, bytes: asset.derived.get(wanted)!.length }
  } catch (error) {
    return { transformation: wanted, status: 'failed', reason: (error as Error).message.slice(0, 200) }
  }
}

type Made = [name: string, bytes: Buffer][]

function makersOf(wanted: string): (asset: Stored) => Promise<Made> {
  if (wanted === 'sp_auto/m3u8') return stream
  if (wanted.endsWith('/mp4'))
    return async (asset) => [
      [
        wanted,
        await oneFile(asset, 'mp4', [
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-c:a',
          'aac',
          '-movflags',
          '+faststart',
        ]),
      ],
    ]
  throw new Error(`the stand-in cannot make ${wanted}`)
}

/** A picture of a video, made when somebody asks for it. */
export const frame = (asset: Stored, atSeconds: number): Promise<Buffer> =>
  oneFile(asset, 'jpg', ['-frames:v', '1', '-vf', "scale='min(1280,iw)':-2"], ['-ss', String(atSeconds)])

async function inFolder<T>(asset: Stored, use: (input: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-cloud-'))
  try {
    const input = join(folder, `input.${asset.format}`)
    await writeFile(input, asset.bytes)
    return await use(input, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const oneFile = (asset: Stored, format: string, options: string[], before: string[] = []): Promise<Buffer> =>
  inFolder(asset, async (input, folder) => {
    const output = join(folder, `output.${format}`)
    await runFfmpeg([...before, '-i', input, ...options, output])
    return readFile(output)
  })

const variants = [
  { transformation: 'c_limit,h_1080,w_1920/vc_h264:high:4.0/br_4400k', scale: 1 },
  { transformation: 'c_limit,h_360,w_640/vc_h264:baseline:3.0/br_800k', scale: 2 },
]

/** Two renditions, each one file of segments by ranges; a manifest names others by their whole path. */
const stream = (asset: Stored): Promise<Made> =>
  inFolder(asset, async (input, folder) => {
    const made: Made = []
    const lines = ['#EXTM3U', '#EXT-X-VERSION:4']
    for (const [n, { transformation, scale }] of variants.entries()) {
      const index = join(folder, `${n}.m3u8`)
      const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
      const size = ['-vf', `scale=trunc(iw/${2 * scale})*2:trunc(ih/${2 * scale})*2`]
      await runFfmpeg([
        '-i',
        input,
        ...encode,
        ...size,
        '-hls_time',
        '2',
        '-hls_list_size',
        '0',
        '-hls_flags',
        'single_file',
        '-hls_playlist_type',
        'vod',
        index,
      ])
      const segments = await readFile(join(folder, `${n}.ts`))
      const manifest = (await readFile(index, 'utf8')).replaceAll(`${n}.ts`, `{${transformation}}.ts`)
      made.push([`${transformation}/ts`, segments], [`${transformation}/m3u8`, Buffer.from(manifest)])
      const attributes = `BANDWIDTH=${4_400_000 / scale},AVERAGE-BANDWIDTH=${4_000_000 / scale},CODECS="avc1.640028,mp4a.40.2",RESOLUTION=${320 / scale}x${180 / scale},FRAME-RATE=30.000`
      lines.push(`#EXT-X-STREAM-INF:${attributes}`, `{${transformation}}.m3u8`)
    }
    return [...made, ['sp_auto/m3u8', Buffer.from(`${lines.join('\n')}\n`)]]
  })
