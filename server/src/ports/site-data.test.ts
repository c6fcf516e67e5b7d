import { expect, it } from 'vitest'
import { type Open, runOnEveryEngine } from '../../test/support/contract.ts'
import type { JobQueue } from './job-queue.ts'
import { siteDataContract } from './site-data.contract.ts'
import type { SiteData } from './site-data.ts'

runOnEveryEngine(siteDataContract, ({ database }) => database)

runOnEveryEngine(
  (engine, open: Open<{ queue: JobQueue; data: SiteData }>) => {
    it(`leaves finished jobs out, and those that run are due again, on ${engine}`, async () => {
      const { queue, data } = await open()
      for (const n of [1, 2, 3]) await queue.add({ name: 'work', payload: { n } })
      await queue.done((await queue.lease(['work'], 60_000))!)
      await queue.lease(['work'], 60_000)
      const jobs = await data.read((read) => Array.fromAsync(read('jobs')))
      expect(jobs).toHaveLength(2)
      expect(jobs.map((job) => job.state)).toEqual(['due', 'due'])
    })
  },
  ({ database }) => database,
)
