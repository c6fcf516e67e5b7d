import { runOnEveryEngine } from '../../test/support/contract.ts'
import { engagementRoom } from '../../test/support/engagement-room.ts'
import { idempotencyContract } from './idempotency.contract.ts'

runOnEveryEngine(idempotencyContract, (room) => ({
  ...engagementRoom(room),
  records: room.database.records,
  keep: room.beneath.keepRecord,
}))
