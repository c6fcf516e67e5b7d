import { expect, it, onTestFinished } from 'vitest'
import { mongoUnderTest } from '../../../test/support/database.ts'
import { freshMongoUri } from '../../../test/support/mongo.ts'
import { openMongo } from './connection.ts'
import { mongoFacts } from './facts.ts'
import { oid } from './ids.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { problemOfMongo } from './problem.ts'
import { pageStages } from './stores/pages.ts'
import { afterIn, videoOrders } from './stores/video-lists.ts'

it.each([
  ['mongodb://me:secret@127.0.0.1:1/x', 'nothing listens there'],
  ['mongodb://me:secret@nowhere.invalid/x', 'there is no machine of that name'],
  ['mongodb://me:secret@127.0.0.1/x?replicaset', 'it cannot be used'],
])('says what is wrong with %s, without its password', async (uri, sentence) => {
  const problem = await problemOfMongo(uri, { patienceMs: 0 })
  expect(problem).toMatch(/^MONGODB_URI \(mongodb:\/\/…@/)
  expect(problem).toContain(sentence)
  expect(problem).not.toContain('secret')
})

it('takes no object for an id', () => {
  expect(() => oid({ $ne: null } as never)).toThrow()
  expect(() => oid('$where')).toThrow()
})

const engine = mongoUnderTest()
if (engine) {
  const open = async () => {
    const uri = freshMongoUri(engine.uri)
    const mongo = openMongo({ uri })
    onTestFinished(async () => {
      await mongo.db.dropDatabase()
      await mongo.close()
    })
    return { uri, mongo }
  }

  it(`finds nothing wrong with ${engine.name}`, async () => {
    expect(await problemOfMongo(engine.uri)).toBeNull()
  })

  it(`is migrated once, whoever comes second, on ${engine.name}`, async () => {
    const { uri, mongo } = await open()
    expect((await mongoFacts(uri)).pending).toBe(migrations.length)
    const ran = await Promise.all([migrate(mongo), migrate(mongo)])
    expect(ran.flat()).toEqual(migrations.map(({ name }) => name))
    expect(await migrate(mongo)).toEqual([])
    expect((await mongoFacts(uri)).pending).toBe(0)
  })

  it(`reads every order of videos by an index, on ${engine.name}`, async () => {
    const { mongo } = await open()
    await migrate(mongo)
    await mongo.db
      .collection('videos')
      .insertOne({ listed: true, publishedAt: new Date(), views: 1, duration: 1, titleKey: 'a' })
    for (const [field, way] of Object.values(videoOrders)) {
      for (const key of [null, [field === 'titleKey' ? 'sea' : 5, '0'.repeat(24)]]) {
        const sorted = { match: { listed: true }, sort: { [field]: way, _id: way } }
        const stages = pageStages({ ...sorted, after: afterIn(field, way, key) }, { limit: 10, offset: 0 })
        const plan = JSON.stringify(await mongo.db.collection('videos').aggregate(stages).explain())
        expect([field, key, new Set(plan.match(/IXSCAN|COLLSCAN/g))]).toEqual([
          field,
          key,
          new Set(['IXSCAN']),
        ])
      }
    }
  })
}
