import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** The video of the page, as script sees it. */
export interface Playing {
  currentTime: number
  /** Pictures that were really shown. */
  frames: number
  /** Bytes of sound that were really decoded. */
  audioBytes: number
  height: number
  source: string
}

export const playing = (page: Page): Promise<Playing> =>
  page.locator('video').evaluate((element) => {
    const video = element as HTMLVideoElement & { webkitAudioDecodedByteCount: number }
    return {
      currentTime: video.currentTime,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      audioBytes: video.webkitAudioDecodedByteCount,
      height: video.videoHeight,
      source: video.currentSrc,
    }
  })

/** Waits until more pictures are shown than before, and answers what is playing. */
export async function advances(page: Page): Promise<Playing> {
  const { frames } = await playing(page)
  await expect.poll(async () => (await playing(page)).frames, { timeout: 60_000 }).toBeGreaterThan(frames + 5)
  return playing(page)
}
