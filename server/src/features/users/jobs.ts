import { z } from 'zod'
import { type Job, job } from '../../jobs/job.ts'
import { type Id, isId } from '../../lib/id.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import type { AccountClosing } from './closing.ts'
import { isPictureKey, userIdOf } from './keys.ts'
import type { Pictures } from './pictures.ts'
import type { UserStore } from './store.ts'

const name = 'user.remove-picture'
const clear = 'user.clear'
const hideVideos = 'user.hide-videos'

/** Removes a picture's files, unless its user still has it then. */
export const removalOf = (key: string, runAt?: Date): NewJob => ({ name, payload: { key }, runAt })

/** What a closed account has shown and, in its time, all that it leaves behind. */
export const endOf = (userId: Id): NewJob[] =>
  [hideVideos, clear].map((name) => ({ name, payload: { userId }, key: userId }))

const account = z.object({ userId: z.custom<Id>(isId) })

interface UserJobParts {
  pictures: Pick<Pictures, 'remove'>
  store: Pick<UserStore, 'findById'>
  closing: Pick<AccountClosing, 'hideVideos' | 'clear'>
}

export const userJobs = ({ pictures, store, closing }: UserJobParts): Job[] => [
  job({
    name,
    payload: z.object({ key: z.string().refine(isPictureKey) }),
    attempts: 10,
    timeoutMs: 60_000,
    async run({ payload: { key } }) {
      const user = await store.findById(userIdOf(key))
      if (user?.avatar === key || user?.coverImage === key) return
      await pictures.remove(key)
    },
  }),
  job({
    name: hideVideos,
    attempts: 20,
    timeoutMs: 10 * 60_000,
    payload: account,
    run: ({ payload }) => closing.hideVideos(payload.userId),
  }),
  job({
    name: clear,
    lane: 'leaving',
    attempts: 20,
    timeoutMs: 24 * 3_600_000,
    payload: account,
    run: ({ payload, signal }) => closing.clear(payload.userId, signal),
  }),
]
