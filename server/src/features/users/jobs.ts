import { z } from 'zod'
import { type Job, job } from '../../jobs/job.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { isPictureKey, userIdOf } from './keys.ts'
import type { Pictures } from './pictures.ts'
import type { UserStore } from './store.ts'

const name = 'user.remove-picture'

/** Removes a picture's files, unless its user still has it then. */
export const removalOf = (key: string, runAt?: Date): NewJob => ({ name, payload: { key }, runAt })

interface UserJobParts {
  pictures: Pick<Pictures, 'remove'>
  store: Pick<UserStore, 'findById'>
}

export const userJobs = ({ pictures, store }: UserJobParts): Job[] => [
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
]
