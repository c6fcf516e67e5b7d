import { runOnPostgres } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import { idempotencyContract } from '../../ports/idempotency.contract.ts'
import { keepRecord, postgresIdempotency } from './idempotency.ts'

runOnPostgres(idempotencyContract, (room) => ({
  ...engagementRoom(room),
  records: postgresIdempotency(room),
  keep: (record, targetId) => room.postgres.transaction((tx) => keepRecord(tx, record, targetId)),
}))
