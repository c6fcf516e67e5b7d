import { expect, it } from 'vitest'
import { mongoUnderTest } from '../../../test/support/database.ts'
import { mongoBeneath, openMongoUnderTest } from '../../../test/support/mongo.ts'
import { ann, film, siteDocuments } from '../../../test/support/site-documents.ts'
import { fillWith } from '../../../test/support/upkeep-room.ts'
import { makeId } from '../../lib/id.ts'
import { systemClock } from '../../ports/clock.ts'
import { mongoBookkeeping } from './bookkeeping.ts'

const makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }

const engine = mongoUnderTest()
if (engine)
  it(`looks at some documents in each moment, and at all of them, on ${engine.name}`, async () => {
    const { mongo, database, close } = await openMongoUnderTest(engine.uri, makers)
    try {
      await fillWith(database.data, siteDocuments())
      const { spoil } = mongoBeneath(mongo)
      await spoil('video.likes', film, 3)
      await spoil('user.subscribers', ann, -1)
      let moments = 0
      const counting = <T>(work: () => Promise<T>): Promise<T> => {
        moments++
        return work()
      }
      const watched = {
        ...mongo,
        moment: ((work) => counting(() => mongo.moment(work))) as typeof mongo.moment,
        transaction: ((work) => counting(() => mongo.transaction(work))) as typeof mongo.transaction,
      }
      const bookkeeping = mongoBookkeeping(watched, 1)
      const found = { differences: [expect.anything(), expect.anything()], strays: 0 }
      expect(await bookkeeping.compare()).toEqual(found)
      // Each of three users has three counters.
      expect(moments).toBeGreaterThan(9)
      expect(await bookkeeping.repair()).toEqual(found)
      expect(await bookkeeping.compare()).toEqual({ differences: [], strays: 0 })
    } finally {
      await close()
    }
  })
