import { z } from 'zod'
import { type Job, job } from '../../jobs/job.ts'
import { type Id, isId } from '../../lib/id.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import type { SearchStore } from './store.ts'

const name = 'search.rename-channel'
const videosAtOnce = 200

/** A channel has another name, by which its videos are found. */
export const renameLater = (ownerId: Id): NewJob => ({ name, payload: { ownerId } })

interface Parts {
  store: Pick<SearchStore, 'renameChannel'>
}

export const searchJobs = ({ store }: Parts): Job[] => [
  job({
    name,
    payload: z.object({ ownerId: z.custom<Id>(isId) }),
    attempts: 10,
    timeoutMs: 600_000,
    /** Those that have the new name already are passed over: it goes on where it was stopped. */
    async run({ payload: { ownerId }, signal }) {
      while ((await store.renameChannel(ownerId, videosAtOnce)) > 0) signal.throwIfAborted()
    },
  }),
]
