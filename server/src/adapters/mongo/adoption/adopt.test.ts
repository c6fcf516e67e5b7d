import { describe, expect, it, onTestFinished } from 'vitest'
import { mongoUnderTest } from '../../../../test/support/database.ts'
import { freshMongoUri } from '../../../../test/support/mongo.ts'
import { fillAsReference } from '../../../../test/support/reference-database.ts'
import { openMongo } from '../connection.ts'
import { adopt } from './adopt.ts'

const engine = mongoUnderTest()
if (engine)
  describe(`adoption on ${engine.name}`, { timeout: 30_000 }, () => {
    async function reference() {
      const mongo = openMongo({ uri: freshMongoUri(engine!.uri) })
      onTestFinished(async () => {
        await mongo.db.dropDatabase()
        await mongo.close()
      })
      await fillAsReference(mongo.db)
      return mongo
    }

    it('has the indexes by which entries are looked up before it adds the first', async () => {
      const mongo = await reference()
      const stopAtOnce = () => {
        throw new Error('stopped')
      }
      await expect(adopt(mongo, new Date(), stopAtOnce)).rejects.toThrow('stopped')
      for (const [name, index] of [
        ['playlistEntries', 'playlist_1_video_1'],
        ['watchHistory', 'user_1_video_1'],
      ] as const) {
        expect(await mongo.in(name).count({})).toBe(0)
        const indexes = await mongo.collection(name).indexes()
        expect(indexes).toContainEqual(expect.objectContaining({ name: index, unique: true }))
      }
    })
  })
