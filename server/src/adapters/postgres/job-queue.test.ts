import { runOnPostgres } from '../../../test/support/contract.ts'
import { jobQueueContract } from '../../ports/job-queue.contract.ts'
import { postgresJobQueue } from './job-queue.ts'

runOnPostgres(jobQueueContract, postgresJobQueue)
