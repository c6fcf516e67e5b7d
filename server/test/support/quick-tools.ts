import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HlsOutput, MediaTools, Probe, Rendition } from '../../src/ports/media-tools.ts'
import { pictureFile } from './form.ts'

/** A second of silent H.264 that could go into HLS as it is. */
const probe: Probe = {
  ...{ container: 'mp4', durationSeconds: 1, sizeBytes: 5, bitRate: 40 },
  video: {
    ...{ codec: 'h264', profile: 'High', level: 10, pixelFormat: 'yuv420p', bitRate: 40 },
    ...{ codedWidth: 128, codedHeight: 72, width: 128, height: 72, rotation: 0, squarePixels: true },
    ...{ frameRate: 10, variableFrameRate: false, interlaced: false, hdr: null },
    ...{ startSeconds: 0, endSeconds: 1 },
  },
  ...{ audio: null, playsInBrowser: true, canCopyVideo: true },
}

const rendition: Rendition = {
  ...{ name: 'v72', width: 128, height: 72, frameRate: 10, codecs: 'avc1.64000a' },
  ...{ peakBitRate: 40, averageBitRate: 40, copied: false },
}

async function writeHls(folder: string, copied: boolean): Promise<HlsOutput> {
  await mkdir(join(folder, 'v72'), { recursive: true })
  await writeFile(join(folder, 'v72', 'index.m3u8'), '#EXTM3U')
  await writeFile(join(folder, 'master.m3u8'), '#EXTM3U')
  return {
    renditions: [{ ...rendition, copied }],
    ...{ hasAudio: false, durationSeconds: 1, truncated: false, sizeBytes: 14 },
    files: ['v72/index.m3u8', 'master.m3u8'],
  }
}

/** Media tools for tests of what stands around them: they write files of the right names at once, and run nothing. */
export const quickTools: MediaTools = {
  capabilities: {
    ...{ canTranscode: true, version: null, source: 'system', canCopyVideo: true, canTonemap: true },
    reason: null,
  },
  probe: async () => probe,
  makeProgressive: (_source, into) => writeFile(into, 'video'),
  remuxToHls: (_source, folder) => writeHls(folder, true),
  encodeLadder: (_source, folder) => writeHls(folder, false),
  progressiveFromHls: (_folder, _rendition, into) => writeFile(into, 'video'),
  poster: async (_source, _at, into) => writeFile(into, await (await pictureFile()).bytes()),
  async storyboard(_hls, _rendition, _seconds, folder) {
    await writeFile(join(folder, 'storyboard.vtt'), 'WEBVTT')
    return { files: ['storyboard.vtt'], intervalSeconds: 2 }
  },
}
