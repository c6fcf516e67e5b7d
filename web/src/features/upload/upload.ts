import { call } from '../../api/client.ts'
import { mayPass } from '../../api/errors.ts'
import { uploadVideo } from '../../api/upload.ts'

/** What is said of a video while its file is sent. */
export interface Details {
  title: string
  description: string
  /** Words with commas between them. */
  tags: string
  privacy: 'public' | 'unlisted' | 'private'
  thumbnail: Blob | null
}

export type Stage =
  | { name: 'queued' }
  | { name: 'sending'; sentBytes: number; bytesPerSecond: number }
  | { name: 'waiting'; seconds: number; hurry(): void }
  | { name: 'sent' }
  | { name: 'failed'; error: unknown }

export interface Upload {
  id: string
  file: File
  details: Details
  stage: Stage
  /** Of the video, once the server has it. */
  videoId: string | null
  publishing: 'not yet' | 'wanted' | 'running' | 'done'
  stop: AbortController
}

export const newUpload = (file: File): Upload => ({
  id: crypto.randomUUID(),
  file,
  details: { title: titleOf(file.name), description: '', tags: '', privacy: 'public', thumbnail: null },
  stage: { name: 'queued' },
  videoId: null,
  publishing: 'not yet',
  stop: new AbortController(),
})

/** `my_first-film.mp4` → `my first film` */
const titleOf = (name: string): string =>
  name
    .replace(/\.\w{1,5}$/, '')
    .replace(/[_-]+/g, ' ')
    .trim()
    .slice(0, 150) || name

const firstWaitSeconds = 2
const longestWaitSeconds = 30
/** What the browser tells of its speed jumps: each figure counts this much. */
const newestShare = 0.3

/** Sends the file, and again for as long as the connection is lost. Nobody but its owner sees it until it is published. */
export async function sendFile(upload: Upload, show: (stage: Stage) => void): Promise<string> {
  const { file, details, id, stop } = upload
  for (let wait = firstWaitSeconds; ; wait = Math.min(longestWaitSeconds, wait * 2)) {
    try {
      const { _id } = await uploadVideo({
        body: { title: details.title, videoFile: file, isPublished: false },
        idempotencyKey: id,
        signal: stop.signal,
        onProgress: progress(show),
      })
      return _id
    } catch (error) {
      if (stop.signal.aborted || !mayPass(error)) throw error
      await countDown(wait, stop.signal, show)
    }
  }
}

function progress(show: (stage: Stage) => void): (sentBytes: number) => void {
  let last = { sentBytes: 0, at: performance.now() }
  let speed = 0
  return (sentBytes) => {
    const at = performance.now()
    const now = ((sentBytes - last.sentBytes) / Math.max(1, at - last.at)) * 1000
    speed = speed === 0 ? now : speed * (1 - newestShare) + now * newestShare
    last = { sentBytes, at }
    show({ name: 'sending', sentBytes, bytesPerSecond: speed })
  }
}

async function countDown(seconds: number, signal: AbortSignal, show: (stage: Stage) => void): Promise<void> {
  let isHurried = false
  for (let left = seconds; left > 0 && !isHurried; left--) {
    await new Promise<void>((resolve) => {
      const hurry = (): void => {
        isHurried = true
        resolve()
      }
      show({ name: 'waiting', seconds: left, hurry })
      setTimeout(resolve, 1000)
    })
    signal.throwIfAborted()
  }
  show({ name: 'sending', sentBytes: 0, bytesPerSecond: 0 })
}

/** Says what the video is called and who may see it, and lets them. */
export async function publish(
  videoId: string,
  { title, description, tags, privacy, thumbnail }: Details,
): Promise<void> {
  const words = tags.split(',').map((tag) => tag.trim())
  await call('updateVideo', {
    params: { videoId },
    body: { title, description, privacy, tags: words.filter(Boolean), ...(thumbnail && { thumbnail }) },
  })
  await call('togglePublishStatus', { params: { videoId }, body: { isPublished: true } })
}
