import type { Id } from '../../lib/id.ts'
import type { NewJob } from '../../ports/job-queue.ts'

/** The jobs of this feature as they are committed with the write that causes them; jobs.ts runs them. */

export const names = {
  prepare: 'video.prepare',
  process: 'video.process',
  remake: 'video.remake',
  look: 'video.look',
  relocate: 'video.relocate',
  moveFiles: 'video.move-files',
  sweep: 'video.sweep',
  removeFiles: 'video.remove-files',
  clear: 'video.clear',
  removeObjects: 'video.remove-objects',
} as const

export const prepareLater = (videoId: Id): NewJob => ({
  name: names.prepare,
  payload: { videoId },
  key: videoId,
})

const hour = 3_600_000

/** Each video that the owner has in work already lets others go first for an hour. */
export const processLater = (videoId: Id, earlier: number): NewJob => ({
  name: names.process,
  payload: { videoId },
  key: videoId,
  behindMs: earlier * hour,
})

/** What is uploaded now goes before what can be watched already. */
export const behindUploadsMs = 30 * 24 * hour

/** `replaces`: generations without their root that do not count as made. */
export const remakeLater = (videoId: Id, replaces: string[], behindMs: number): NewJob => ({
  name: names.remake,
  payload: { videoId, replaces },
  key: videoId,
  behindMs,
})

/** Whether a host elsewhere has made what was asked for. */
export const lookLater = (videoId: Id, looks: number, runAt: Date): NewJob => ({
  name: names.look,
  payload: { videoId, looks },
  runAt,
})

/** Because the host calls, as often as it likes. */
export const lookNow = (videoId: Id, failed?: { generation: string }): NewJob => ({
  name: names.look,
  payload: { videoId, looks: null, ...(failed && { failed }) },
  key: `${videoId}${failed ? '/failed' : ''}`,
})

/** Without a key: each change of visibility is followed by a move that has read it. */
export const relocateLater = (videoId: Id, runAt?: Date): NewJob => ({
  name: names.relocate,
  payload: { videoId },
  runAt,
})

/** With one: never two at once. */
export const moveFilesLater = (videoId: Id): NewJob => ({
  name: names.moveFiles,
  payload: { videoId },
  key: videoId,
})

/** Without a key: each thing that is superseded has its own time. */
export const sweepLater = (videoId: Id, runAt: Date): NewJob => ({
  name: names.sweep,
  payload: { videoId },
  runAt,
})

/** All that a removed video leaves behind. */
export const removeLater = (videoId: Id): NewJob[] => [
  { name: names.removeFiles, payload: { videoId } },
  { name: names.clear, payload: { videoId }, key: videoId },
]

export const removeObjectsLater = (keys: string[]): NewJob => ({
  name: names.removeObjects,
  payload: { keys },
})

/** How long players may go on with what was superseded. */
export const supersededMs = 24 * 3_600_000
