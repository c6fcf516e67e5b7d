import { ensureIndexes } from '../indexes.ts'
import type { Migration } from './index.ts'

const listed = { partialFilterExpression: { listed: true } }

/** Lists that were sorted when they were read: a channel's videos in any order but by time, and jobs of one state. */
export const lists: Migration = {
  id: 3,
  name: 'lists',
  up: (mongo) =>
    ensureIndexes(mongo, {
      videos: [
        [{ owner: 1, views: -1, _id: -1 }, listed],
        [{ owner: 1, duration: -1, _id: -1 }, listed],
        [{ owner: 1, titleKey: -1, _id: -1 }, listed],
      ],
      jobs: [[{ state: 1, createdAt: -1, _id: -1 }]],
    }),
}
