import { expect, it, onTestFinished } from 'vitest'
import { mongoUnderTest } from '../../../test/support/database.ts'
import { freshMongoUri } from '../../../test/support/mongo.ts'
import { openMongo } from './connection.ts'
import { mongoFacts } from './facts.ts'
import { oid } from './ids.ts'
import { migrate, newestMigration } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { problemOfMongo } from './problem.ts'

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
    expect(ran.flat().toSorted()).toEqual(migrations.map(({ name }) => name).toSorted())
    expect(await migrate(mongo)).toEqual([])
    await mongo.db.collection('migrations').insertOne({ name: 'of another program' })
    expect(await migrate(mongo)).toEqual([])
    expect((await mongoFacts(uri)).pending).toBe(0)
    expect((await newestMigration(mongo))?._id).toBe(migrations.length)
  })
}
