import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { expect, vi } from 'vitest'
import type { Answer, Client } from './client.ts'
import { form } from './form.ts'
import { makeVideo, type Sample } from './samples.ts'

/** As most viewers come; the name of a program would count as a bot's. */
export const browser = {
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
}

export async function fileOf(path: string, type = 'video/mp4'): Promise<File> {
  return new File([await openAsBlob(path)], basename(path), { type })
}

/** A second of real video. */
export const smallVideo: Sample = { seconds: 1, width: 128, height: 72, frameRate: 10 }

/** Uploads a small video; the whole answer. */
export async function upload(
  by: Client,
  fields: Record<string, string | File | undefined> = {},
  sample: Sample = smallVideo,
): Promise<Answer> {
  const videoFile = await fileOf(await makeVideo(sample))
  return by.post('/videos', form({ title: 'Sea', description: 'Waves', videoFile, ...fields }))
}

/** The video that was published. */
export async function publish(
  by: Client,
  fields: Record<string, string | File | undefined> = {},
  sample: Sample = smallVideo,
): Promise<Answer['data']> {
  const answer = await upload(by, fields, sample)
  expect(answer).toMatchObject({ status: 201 })
  return answer.data
}

/** Waits until nobody works on the video any more; its detail then. */
export async function whenMade(by: Client, videoId: string, timeoutMs = 60_000): Promise<Answer['data']> {
  return vi.waitFor(
    async () => {
      const { data } = await by.get(`/videos/${videoId}`)
      if (!['ready', 'failed'].includes(data.processing.state))
        throw new Error(JSON.stringify(data.processing))
      return data
    },
    { timeout: timeoutMs, interval: 100 },
  )
}
