import { runOnPostgres } from '../../../test/support/contract.ts'
import { bookkeepingContract } from '../../ports/bookkeeping.contract.ts'
import { postgresBookkeeping } from './bookkeeping.ts'
import { appendDeltas, type CounterName } from './counters.ts'
import { postgresSiteData } from './site-data.ts'

runOnPostgres(bookkeepingContract, ({ postgres }) => ({
  data: postgresSiteData(postgres),
  bookkeeping: postgresBookkeeping(postgres),
  spoil(counter, targetId, by) {
    const [kind, column] = counter.split('.')
    return postgres.script(
      `update ${kind}_counters set ${column} = ${column} + ${by} where ${kind}_id = '${targetId}'`,
    )
  },
  forget: (userId) => postgres.script(`delete from user_counters where user_id = '${userId}'`),
  append: (counter, targetId, delta) =>
    appendDeltas(postgres, [{ counter: counter as CounterName, targetId, delta }]),
}))
