import type { Id } from '../../../lib/id.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { JobQueue } from '../../../ports/job-queue.ts'
import { moveFilesLater, names, relocateLater } from '../work.ts'

const again = 1_000
/** More than all workers together run. */
const most = 1_000

/**
 * Puts a move of a video's files in line that begins after this moment, so that it knows what is written by now, and
 * never beside another one. A move that runs may have read the visibility before: what was asked then is asked again
 * when it has ended. One that begins after this look has not.
 */
export const createMoving =
  ({ queue, clock }: { queue: JobQueue; clock: Clock }) =>
  async (videoId: Id): Promise<void> => {
    const running = await queue.list({ state: 'running', name: names.moveFiles, limit: most })
    const isMoving = running.some(({ key }) => key === videoId)
    const soon = new Date(clock.now().getTime() + again)
    await queue.add(isMoving ? relocateLater(videoId, soon) : moveFilesLater(videoId))
  }
