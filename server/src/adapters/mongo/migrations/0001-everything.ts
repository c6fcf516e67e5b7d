import { type Mongo, openJobKey } from '../connection.ts'
import { ensureIndexes, type Index, type Indexes } from '../indexes.ts'
import type { Migration } from './index.ts'

const unique = { unique: true }
const listed = { partialFilterExpression: { listed: true } }
const inPlaylist: Index = [{ playlist: 1, video: 1 }, unique]
const inHistory: Index = [{ user: 1, video: 1 }, unique]

/** The names of unique ones that others may have made before are the driver's own. */
const indexes: Indexes = {
  users: [
    [{ username: 1 }, unique],
    [{ email: 1 }, unique],
    [{ closedAt: 1 }, { partialFilterExpression: { closedAt: { $type: 'date' } } }],
  ],
  sessions: [[{ user: 1, lastUsedAt: -1, _id: -1 }], [{ expiresAt: 1 }]],
  videos: [
    [{ publishedAt: -1, _id: -1 }, listed],
    [{ views: -1, _id: -1 }, listed],
    [{ duration: -1, _id: -1 }, listed],
    [{ titleKey: -1, _id: -1 }, listed],
    [{ owner: 1, publishedAt: -1, _id: -1 }, listed],
    [{ owner: 1, createdAt: -1, _id: -1 }],
    [{ owner: 1, 'processing.state': 1, createdAt: 1 }],
    [{ 'processing.state': 1, _id: 1 }],
    [{ awaitsTranscoder: 1, _id: 1 }, { partialFilterExpression: { awaitsTranscoder: true } }],
  ],
  subscriptions: [
    [{ subscriber: 1, channel: 1 }, unique],
    [{ subscriber: 1, createdAt: -1, channel: -1 }],
    [{ channel: 1, createdAt: -1, subscriber: -1 }],
  ],
  likes: [
    [{ likedBy: 1, video: 1, tweet: 1, comment: 1 }, unique],
    [{ likedBy: 1, createdAt: -1, video: -1 }],
    [{ video: 1 }],
    [{ comment: 1, likedBy: 1 }],
    [{ tweet: 1, likedBy: 1 }],
  ],
  comments: [
    [{ video: 1, parent: 1, isPinned: -1, createdAt: -1, _id: -1 }],
    [{ video: 1, parent: 1, isPinned: -1, likesCount: -1, _id: -1 }],
    [{ parent: 1, createdAt: 1, _id: 1 }],
    [{ owner: 1, createdAt: 1, _id: 1 }],
    [{ video: 1 }, { ...unique, name: 'pinned', partialFilterExpression: { isPinned: true } }],
  ],
  tweets: [[{ createdAt: -1, _id: -1 }], [{ owner: 1, createdAt: -1, _id: -1 }]],
  playlists: [[{ owner: 1, createdAt: -1, _id: -1 }]],
  playlistEntries: [inPlaylist, [{ playlist: 1, position: 1 }, unique], [{ video: 1 }]],
  watchHistory: [inHistory, [{ user: 1, watchedAt: -1, video: -1 }], [{ video: 1 }]],
  blocks: [
    [{ blocker: 1, blocked: 1 }, unique],
    [{ blocked: 1, blocker: 1 }],
    [{ blocker: 1, createdAt: -1, blocked: -1 }],
  ],
  viewWindows: [
    [{ video: 1, viewerKey: 1 }, unique],
    [{ video: 1, networkKey: 1, countedAt: 1 }],
    [{ countedAt: 1 }],
  ],
  jobs: [
    [
      { name: 1, key: 1 },
      { ...unique, name: openJobKey, partialFilterExpression: { isOpen: true, key: { $type: 'string' } } },
    ],
    [{ isOpen: 1, lineAt: 1, _id: 1 }],
    [{ state: 1, updatedAt: 1 }],
    [{ createdAt: -1, _id: -1 }],
  ],
  idempotencyRecords: [[{ user: 1, operation: 1, key: 1 }, unique], [{ createdAt: 1 }]],
  counterDeltas: [[{ target: 1, counter: 1 }]],
  videoDays: [[{ video: 1, day: 1 }, unique]],
  channelDays: [[{ user: 1, day: 1 }, unique]],
  videoSearch: [[{ words: 1 }], [{ owner: 1, _id: 1 }]],
  searchWords: [[{ trigrams: 1 }]],
}

/** What adoption looks its entries up by: there before it adds the first. */
export const indexEntries = (mongo: Mongo): Promise<void> =>
  ensureIndexes(mongo, { playlistEntries: [inPlaylist], watchHistory: [inHistory] })

export const everything: Migration = {
  id: 1,
  name: 'everything',
  async up(mongo) {
    await ensureIndexes(mongo, indexes)
    // In a transaction no collection is made.
    await mongo.in('locks').upsert({ _id: 'counters' }, { $set: { turn: 0 } })
  },
}
