import { runOnEveryEngine } from '../../test/support/contract.ts'
import { jobQueueContract } from './job-queue.contract.ts'

runOnEveryEngine(jobQueueContract, ({ database }) => database.queue)
