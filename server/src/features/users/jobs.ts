import { z } from 'zod'
import { type Job, job } from '../../jobs/job.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { isPictureKey } from './keys.ts'
import type { Pictures } from './pictures.ts'

const name = 'user.remove-picture'

/** For the write that puts another picture in its place; none for an address of an adopted database. */
export const removalOf = (key: string): NewJob[] => (isPictureKey(key) ? [{ name, payload: { key } }] : [])

export const userJobs = ({ pictures }: { pictures: Pictures }): Job[] => [
  job({
    name,
    payload: z.object({ key: z.string().refine(isPictureKey) }),
    attempts: 10,
    timeoutMs: 60_000,
    run: ({ payload }) => pictures.remove(payload.key),
  }),
]
