import type { DetectedFfmpeg } from '../../src/adapters/ffmpeg/detect.ts'

/** What a machine without one is found to have. */
export const noFfmpeg: DetectedFfmpeg = {
  ffmpeg: null,
  ffprobe: null,
  build: { exactStart: false, tonemap: false },
  capabilities: {
    ...{ canTranscode: false, version: null, source: 'none', canCopyVideo: false, canTonemap: false },
    reason: 'There is none.',
  },
}
