import { z } from 'zod'
import { inSteps } from '../../jobs/in-steps.ts'
import { type Job, job } from '../../jobs/job.ts'
import { type Id as IdType, isId } from '../../lib/id.ts'
import type { createMoving } from './files/moving.ts'
import type { Tidy } from './files/tidy.ts'
import type { Look } from './pipeline/hosted.ts'
import type { createProcessing } from './pipeline/process.ts'
import type { RemnantStore } from './store.ts'
import { names } from './work.ts'

const payload = z.object({ videoId: z.custom<IdType>(isId) })
const minutes = (count: number): number => count * 60_000

interface Parts {
  processing: ReturnType<typeof createProcessing>
  tidy: Tidy
  moving: ReturnType<typeof createMoving>
  remnants: RemnantStore
  /** Without an ffmpeg, or a host that has one, a worker leaves what must be made again to others, or to later. */
  canTranscode: boolean
}

export const videoJobs = ({ processing, tidy, moving, remnants, canTranscode }: Parts): Job[] => [
  ...(canTranscode ? [remake(processing)] : []),
  job({
    name: names.prepare,
    lane: 'early',
    attempts: 5,
    // Of the longest video; the work itself has limits by the length of what it works on.
    timeoutMs: minutes(13 * 60),
    payload,
    run: processing.prepareVideo,
    parked: ({ videoId }) => processing.parked(videoId),
  }),
  job({
    name: names.process,
    lane: 'media',
    attempts: 5,
    timeoutMs: minutes(48 * 60),
    payload,
    run: processing.processVideo,
    parked: ({ videoId }) => processing.parked(videoId),
  }),
  job({
    name: names.relocate,
    attempts: 20,
    timeoutMs: minutes(1),
    payload,
    run: ({ payload }) => moving(payload.videoId),
  }),
  job({
    name: names.moveFiles,
    attempts: 20,
    timeoutMs: minutes(30),
    payload,
    run: ({ payload, signal }) => tidy.relocate(payload.videoId, signal),
  }),
  job({
    name: names.sweep,
    attempts: 10,
    timeoutMs: minutes(10),
    payload,
    run: ({ payload }) => tidy.sweep(payload.videoId),
  }),
  job({
    name: names.removeFiles,
    attempts: 20,
    timeoutMs: minutes(10),
    payload,
    run: ({ payload }) => tidy.removeFiles(payload.videoId),
  }),
  job({
    name: names.clear,
    lane: 'clearing',
    attempts: 20,
    timeoutMs: minutes(24 * 60),
    payload,
    run: ({ payload, signal }) => inSteps(remnants.clear(payload.videoId), signal),
  }),
  job({
    name: names.removeObjects,
    attempts: 20,
    timeoutMs: minutes(10),
    payload: z.object({ keys: z.array(z.string()) }),
    run: ({ payload }) => tidy.removeObjects(payload.keys),
  }),
]

/** Where a host elsewhere makes videos. */
export const lookJob = (
  lookForVideo: (run: Look) => Promise<void>,
  parked: Parts['processing']['parked'],
): Job =>
  job({
    name: names.look,
    attempts: 20,
    timeoutMs: minutes(13 * 60),
    payload: payload.extend({
      looks: z.int().nullable(),
      failed: z.object({ generation: z.string() }).optional(),
    }),
    run: lookForVideo,
    parked: ({ videoId }) => parked(videoId),
  })

const remake = (processing: Parts['processing']): Job =>
  job({
    name: names.remake,
    lane: 'media',
    attempts: 5,
    timeoutMs: minutes(48 * 60),
    payload: payload.extend({ replaces: z.array(z.string()) }),
    run: processing.remakeVideo,
    parked: ({ videoId }) => processing.parked(videoId),
  })
