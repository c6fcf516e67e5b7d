import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { startServer } from '../../server/test/acceptance/support/own-server.ts'
import { person } from '../../server/test/acceptance/support/people.ts'
import { target } from '../../server/test/acceptance/support/target.ts'

/** Seconds after the last byte of the upload has left. */
export interface UploadTimes {
  playable: number
  firstRendition: number
  allRenditions: number
  ready: number
}

interface Detail {
  _id: string
  videoFile: string
  sources: { hls: string | null }
  processing: { state: string; renditions: unknown[]; error: string | null }
}

/** Uploads a file to a server of its own and follows what becomes of it. */
export async function timeUpload(path: string, dataDir: string): Promise<UploadTimes> {
  const server = await startServer(dataDir)
  target.url = server.url
  try {
    const { accessToken } = (await person('uploader')).tokens
    const { video, sentAt } = await upload(`${server.url}/api/v1/videos`, accessToken, path)
    const since = (): number => (performance.now() - sentAt) / 1000
    await expectRange(video.videoFile)
    const times = { playable: since(), firstRendition: 0, allRenditions: 0, ready: 0 }
    for (let first = 0; times.ready === 0; ) {
      const detail = await detailOf(`${server.url}/api/v1/videos/${video._id}`)
      const { state, renditions, error } = detail.processing
      if (state === 'failed') throw new Error(`The video failed: ${error}`)
      if (detail.sources.hls && renditions.length > 0 && times.firstRendition === 0) {
        times.firstRendition = since()
        first = renditions.length
      }
      if (renditions.length > first && first > 0 && times.allRenditions === 0) times.allRenditions = since()
      if (state === 'ready') times.ready = since()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return { ...times, allRenditions: times.allRenditions || times.firstRendition }
  } finally {
    await server.stop()
  }
}

async function detailOf(url: string): Promise<Detail> {
  return ((await (await fetch(url)).json()) as { data: Detail }).data
}

async function expectRange(url: string): Promise<void> {
  const response = await fetch(url, { headers: { range: 'bytes=0-65535' } })
  await response.arrayBuffer()
  if (response.status !== 206) throw new Error(`${url} answered ${response.status} to a range`)
}

/** By hand, to know when the last byte has left. */
async function upload(url: string, token: string, path: string): Promise<{ video: Detail; sentAt: number }> {
  const boundary = 'reelbase-bench'
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nA minute\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="videoFile"; filename="minute.mp4"\r\nContent-Type: video/mp4\r\n\r\n`,
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  const { size } = await stat(path)
  const asked = request(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + size + tail.length,
    },
  })
  const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
    asked.once('error', reject)
    asked.once('response', async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
    })
  })
  asked.write(head)
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), asked, { end: false })
  asked.end(tail)
  await new Promise((resolve) => (asked.writableFinished ? resolve(null) : asked.once('finish', resolve)))
  const sentAt = performance.now()
  const { status, text } = await answered
  if (status !== 201) throw new Error(`The upload was answered with ${status}: ${text}`)
  return { video: (JSON.parse(text) as { data: Detail }).data, sentAt }
}
