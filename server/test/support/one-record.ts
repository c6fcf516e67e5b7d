import { expect } from 'vitest'
import type { Id } from '../../src/lib/id.ts'
import type { Also } from '../../src/ports/job-queue.ts'

/** For contracts of stores: twenty writes at once for one request, of which one is committed. */
export async function twentyUnderOneRecord(
  userId: Id,
  write: (also: Also) => Promise<unknown>,
): Promise<void> {
  const once = { userId, operation: 'test', key: 'a-key', digest: 'abc', status: 201, now: new Date() }
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => write({ once })))
  const refusals = answers.filter((answer) => answer.status === 'rejected')
  expect(refusals.map(({ reason }) => (reason as Error).name)).toEqual(Array(19).fill('AlreadyDone'))
}
