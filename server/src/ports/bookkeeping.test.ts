import { runOnEveryEngine } from '../../test/support/contract.ts'
import { bookkeepingContract } from './bookkeeping.contract.ts'

runOnEveryEngine(bookkeepingContract, ({ database: { data, bookkeeping }, beneath }) => ({
  ...{ data, bookkeeping, ...beneath },
}))
