import type { CollectionName, SiteDocument } from '../../src/ports/site-data.ts'

export const ann = 'aaaaaaaaaaaaaaaaaaaaaaaa'
export const bob = 'bbbbbbbbbbbbbbbbbbbbbbbb'
const cleo = 'bbbbbbbbbbbbbbbbbbbbbbbc'
export const film = 'cccccccccccccccccccccccc'
const raw = 'dddddddddddddddddddddddd'
export const first = 'eeeeeeeeeeeeeeeeeeeeeeee'
const tombstone = 'dddddddddddddddddddddd02'
const [early, late] = ['2026-03-04T05:06:07.089Z', '2026-03-05T00:00:00.000Z']
const stamps = { createdAt: early, updatedAt: late }

const user = (id: string, username: string): SiteDocument => ({
  ...{ id, username, email: `${username}@example.org`, fullName: `Ünïcode "${username}" \\ 🎬` },
  ...{ bio: 'a\nb', avatar: `public/users/${id}/a-256.jpg`, coverImage: '', passwordHash: '$argon2id$…' },
  ...{ role: 'user', historyPaused: username === 'bob', closedAt: null, ...stamps },
})

const rendition = { name: 'v720', width: 1280, height: 720, codecs: 'avc1.64001f', copied: true }

const video = (id: string): SiteDocument => ({
  ...{
    id,
    ownerId: ann,
    title: 'Ein Film',
    titleKey: 'ein film',
    description: '',
    tags: ['a', 'b "c"', '{d}'],
  },
  ...{
    privacy: 'public',
    isPublished: true,
  },
  ...{ publishedAt: late, durationSeconds: 12.345, sourceKey: `private/videos/${id}/source/1/a.mp4` },
  ...{ progressiveKey: `public/videos/${id}/file/1/a.mp4`, posterKey: null, thumbnailKey: null },
  hls: { key: `public/videos/${id}/hls/1/master.m3u8`, renditions: [rendition], complete: true },
  ...{ thumbnailSmallKey: null, thumbnailIsOwn: false, storyboardKey: null, mediaVersion: 3 },
  ...{ processingState: 'ready', processingStage: 'done', processingPercent: 100, processingError: null },
  ...{
    truncated: false,
    awaitsTranscoder: true,
    claimJob: ann,
    claimFence: 4,
    pendingPrefixes: [],
    views: 7,
    ...stamps,
  },
  commentsEnabled: false,
})

const comment = (id: string, ownerId: string | null, parentId: string | null): SiteDocument => ({
  ...{ id, videoId: film, ownerId, parentId, content: ownerId ? 'a\n🎬' : '', isPinned: id === first },
  ...{ isHearted: id === first, editedAt: ownerId ? late : null, ...stamps },
})

const watchLater = (owner: string): SiteDocument => ({
  ...{ id: owner, ownerId: owner, kind: 'watch_later', name: 'Watch later', description: '' },
  ...{ privacy: 'private', ...stamps },
})
const best = { id: film, kind: 'own', name: 'Best', description: 'a\n🎬', privacy: 'unlisted' }

/** A small site, in which every field of every collection stands. */
export const siteDocuments = (): Record<CollectionName, SiteDocument[]> => ({
  users: [user(ann, 'ann'), user(bob, 'bob'), user(cleo, 'cleo')],
  sessions: [
    {
      ...{ id: ann, userId: ann, seed: 's', number: 2, rotatedAt: late, userAgent: 'x', address: '::1' },
      ...{ lastUsedAt: late, expiresAt: late, createdAt: early },
    },
  ],
  videos: [
    video(film),
    {
      ...{
        ...video(raw),
        hls: null,
        progressiveKey: null,
        publishedAt: null,
        isPublished: false,
        claimJob: null,
      },
      ...{ claimFence: null, processingState: 'failed', processingError: 'no', views: 0 },
    },
  ],
  comments: [
    comment('dddddddddddddddddddddd01', ann, first),
    comment(tombstone, null, null),
    comment('dddddddddddddddddddddd03', bob, tombstone),
    comment(first, bob, null),
  ],
  tweets: [{ id: film, ownerId: bob, content: 'Grüße 👋🏽', ...stamps }],
  playlists: [watchLater(ann), watchLater(bob), watchLater(cleo), { ...watchLater(ann), ...best }],
  playlistEntries: [
    { playlistId: film, videoId: film, position: 'i0000000', addedAt: late },
    { playlistId: film, videoId: raw, position: 'hzzzzzzzi', addedAt: early },
  ],
  likes: [
    { likedBy: ann, targetKind: 'tweet', targetId: film, createdAt: early },
    { likedBy: bob, targetKind: 'comment', targetId: first, createdAt: late },
    { likedBy: bob, targetKind: 'video', targetId: film, createdAt: late },
  ],
  subscriptions: [{ id: raw, subscriberId: bob, channelId: ann, notify: 'none', createdAt: early }],
  blocks: [{ blockerId: cleo, blockedId: bob, createdAt: late }],
  watchHistory: [{ userId: bob, videoId: film, watchedAt: late, positionSeconds: 1.5 }],
  idempotencyRecords: [
    {
      ...{ userId: ann, operation: 'createTweet', key: 'a-key', digest: 'abc', status: 201 },
      ...{ targetId: film, createdAt: late },
    },
  ],
  videoDays: [{ videoId: film, day: '2026-03-04', views: 7, watchedSeconds: 80, likes: -1, comments: 2 }],
  channelDays: [
    {
      ...{ userId: ann, day: '2026-03-04', views: 9, watchedSeconds: 80, likes: 0, comments: 2 },
      ...{ subscribersGained: 3, subscribersLost: 1 },
    },
  ],
  jobs: [
    {
      ...{
        id: bob,
        name: 'video.process',
        key: raw,
        state: 'due',
        payload: { videoId: raw, list: [1, null] },
      },
      ...{ attempts: 2, fence: 5, runAt: late, reason: 'no network', ...stamps },
    },
  ],
})
