import { type PlaylistStore, playlistLimits } from '../../../features/playlists/store.ts'
import type { Id } from '../../../lib/id.ts'
import { isLong, positionBetween, respread } from '../../../lib/position.ts'
import type { Mongo, Transaction } from '../connection.ts'
import { hold } from '../hold.ts'
import { keepRecord } from '../idempotency.ts'
import { oid } from '../ids.ts'
import { playlistReads } from './playlist-reads.ts'
import { given } from './users.ts'

interface Parts {
  mongo: Mongo
  limits?: typeof playlistLimits
}

const touch = (tx: Transaction, playlistId: Id, now: Date) =>
  tx.in('playlists').change({ _id: oid(playlistId) }, { $set: { updatedAt: now } })

/** Changes of one playlist's order take turns: each finds the neighbours that the one before it left. */
const takeTurn = (tx: Transaction, playlistId: Id) => hold(tx, 'playlists', { _id: oid(playlistId) })

async function append(tx: Transaction, playlistId: Id, videoId: Id, now: Date, most: number) {
  if (!(await takeTurn(tx, playlistId))) return 'no playlist'
  if (!(await tx.in('videos').one({ _id: oid(videoId), owner: { $ne: null } }))) return 'no video'
  const [playlist, video, entries] = [oid(playlistId), oid(videoId), tx.in('playlistEntries')]
  if (await entries.one({ playlist, video })) return 'there'
  if ((await entries.count({ playlist }, most)) >= most) return 'full'
  const last = await entries.one({ playlist }, { sort: { position: -1 } })
  const position = positionBetween(last?.position ?? null, null)
  await entries.upsert({ playlist, video }, { $setOnInsert: { position, addedAt: now } })
  await touch(tx, playlistId, now)
  return 'added'
}

async function move(tx: Transaction, playlistId: Id, videoId: Id, after: Id | null, now: Date) {
  await takeTurn(tx, playlistId)
  const [playlist, video, entries] = [oid(playlistId), oid(videoId), tx.in('playlistEntries')]
  const before = after && (await entries.one({ playlist, video: oid(after) }))
  if (!(await entries.one({ playlist, video })) || (after !== null && !before)) return false
  const behind = { playlist, video: { $ne: video }, ...(before && { position: { $gt: before.position } }) }
  const next = await entries.one(behind, { sort: { position: 1 } })
  const position = positionBetween(before?.position ?? null, next?.position ?? null)
  await entries.change({ playlist, video }, { $set: { position } })
  await touch(tx, playlistId, now)
  if (isLong(position)) await makeRoom(tx, playlistId, position)
  return true
}

/** Gives the entries around a position that has become long shorter ones. */
async function makeRoom(tx: Transaction, playlistId: Id, position: string): Promise<void> {
  const [playlist, entries] = [oid(playlistId), tx.in('playlistEntries')]
  const { run, positions } = await respread(async (reach) => {
    const ahead = await entries.all(
      { playlist, position: { $lte: position } },
      { sort: { position: -1 }, limit: reach },
    )
    const behind = await entries.all(
      { playlist, position: { $gt: position } },
      { sort: { position: 1 }, limit: reach },
    )
    return [
      ...ahead.toReversed().map((entry) => ({ ...entry, isBehind: false })),
      ...behind.map((entry) => ({ ...entry, isBehind: true })),
    ]
  })
  const place = (at: (index: number) => string) =>
    entries.write(
      run.map(({ _id }, index) => ({
        updateOne: { filter: { _id }, update: { $set: { position: at(index) } } },
      })),
    )
  // Out of the way first: a new place may be an old one of a neighbour that has not moved yet.
  await place((index) => `~${run[index]!.position}`)
  await place((index) => positions[index]!)
}

export function mongoPlaylists({ mongo, limits = playlistLimits }: Parts): PlaylistStore {
  const playlists = mongo.in('playlists')
  return {
    ...playlistReads(mongo),
    add: ({ id, ownerId, now, ...playlist }, { once }) =>
      mongo.transaction(async (tx) => {
        // New playlists of one user take turns at Watch later, which everybody has, and each counts those before it.
        await takeTurn(tx, ownerId)
        const own = { owner: oid(ownerId), kind: 'own' as const }
        if ((await tx.in('playlists').count(own, limits.playlists)) >= limits.playlists) return false
        await tx.in('playlists').add([{ _id: oid(id), ...own, ...playlist, createdAt: now, updatedAt: now }])
        await keepRecord(tx, once, id)
        return true
      }),
    update: async (id, { name, description, privacy }, now) => {
      const set = given({ name, description, privacy, updatedAt: now })
      return (await playlists.change({ _id: oid(id) }, { $set: set })) > 0
    },
    remove: (id) =>
      mongo.transaction(async (tx) => {
        if ((await tx.in('playlists').remove({ _id: oid(id) })) === 0) return false
        await tx.in('playlistEntries').removeAll({ playlist: oid(id) })
        return true
      }),
    addVideo: (playlistId, videoId, now) =>
      mongo.transaction((tx) => append(tx, playlistId, videoId, now, limits.videos)),
    removeVideo: (playlistId, videoId, now) =>
      mongo.transaction(async (tx) => {
        await takeTurn(tx, playlistId)
        const entry = { playlist: oid(playlistId), video: oid(videoId) }
        if ((await tx.in('playlistEntries').remove(entry)) === 0) return false
        await touch(tx, playlistId, now)
        return true
      }),
    moveVideo: (playlistId, videoId, after, now) =>
      mongo.transaction((tx) => move(tx, playlistId, videoId, after, now)),
  }
}
