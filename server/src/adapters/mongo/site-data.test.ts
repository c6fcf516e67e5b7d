import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { mongoUnderTest } from '../../../test/support/database.ts'
import { openMongoUnderTest } from '../../../test/support/mongo.ts'
import { siteDocuments } from '../../../test/support/site-documents.ts'
import { fillWith } from '../../../test/support/upkeep-room.ts'
import { makeId } from '../../lib/id.ts'
import { systemClock } from '../../ports/clock.ts'
import { SiteNotEmpty } from '../../ports/site-data.ts'
import type { Mongo } from './connection.ts'
import { mongoSiteData } from './site-data.ts'

const makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }

const engine = mongoUnderTest()
if (engine)
  describe(`a site on ${engine.name}`, () => {
    let mongo: Mongo
    beforeEach(async () => {
      const opened = await openMongoUnderTest(engine.uri, makers)
      onTestFinished(opened.close)
      mongo = opened.mongo
    })

    it('with videos and no users is not empty: nothing in it is touched', async () => {
      const data = mongoSiteData(mongo)
      await fillWith(data, siteDocuments())
      await mongo.in('users').removeAll({})
      const videos = await mongo.in('videos').count({})
      expect(await data.isEmpty()).toBe(false)
      await expect(data.intake()).rejects.toThrow(SiteNotEmpty)
      await expect(fillWith(data, siteDocuments())).rejects.toThrow(SiteNotEmpty)
      expect(await mongo.in('videos').count({})).toBe(videos)
      expect(await data.isHalfFilled()).toBe(false)
    })

    it('is marked as half filled before anything is removed from it', async () => {
      const dying = ((name: 'users') => ({
        ...mongo.in(name),
        removeAll: () => Promise.reject(new Error('killed')),
      })) as Mongo['in']
      await expect(mongoSiteData({ ...mongo, in: dying }).intake()).rejects.toThrow('killed')
      expect(await mongoSiteData(mongo).isHalfFilled()).toBe(true)
    })
  })
