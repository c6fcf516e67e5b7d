import type { ObjectId } from 'mongodb'
import { dayOf } from '../../lib/day.ts'
import type { Transaction } from './connection.ts'
import type { DeltaDocument } from './documents.ts'
import { idOf } from './ids.ts'

const fieldsOfVideo: Record<string, string> = {
  'video.views': 'views',
  'video.watched_seconds': 'watchedSeconds',
  'video.likes': 'likes',
  'video.comments': 'comments',
}
const zeros = { views: 0, watchedSeconds: 0, likes: 0, comments: 0 }
const zerosOfChannel = { ...zeros, subscribersGained: 0, subscribersLost: 0 }

/** What was added on the day, by the id of whose day it is. */
type Sums = Map<string, { target: ObjectId; fields: Record<string, number> }>

function addTo(sums: Sums, target: ObjectId, field: string, delta: number): void {
  const known = sums.get(idOf(target)) ?? { target, fields: {} }
  known.fields[field] = (known.fields[field] ?? 0) + delta
  sums.set(idOf(target), known)
}

/**
 * For the fold: what it takes is noted in its day too, of the video and of its channel, which costs no write of a
 * request and no sum when it is read.
 */
export async function noteDays(tx: Transaction, taken: DeltaDocument[], now: Date): Promise<void> {
  const day = dayOf(now)
  const [ofVideos, ofChannels]: [Sums, Sums] = [new Map(), new Map()]
  const owners = await ownersOf(tx, taken)
  for (const { counter, target, delta } of taken) {
    const field = fieldsOfVideo[counter]
    const owner = field && owners.get(idOf(target))
    if (field && owner) {
      addTo(ofVideos, target, field, delta)
      addTo(ofChannels, owner, field, delta)
    }
    if (counter === 'user.subscribers' && owners.has(idOf(target)))
      addTo(ofChannels, target, delta > 0 ? 'subscribersGained' : 'subscribersLost', Math.abs(delta))
  }
  await tx.in('videoDays').write(
    [...ofVideos.values()].map(({ target, fields }) => ({
      updateOne: { filter: { video: target, day }, ...added(fields, zeros), upsert: true },
    })),
  )
  await tx.in('channelDays').write(
    [...ofChannels.values()].map(({ target, fields }) => ({
      updateOne: { filter: { user: target, day }, ...added(fields, zerosOfChannel), upsert: true },
    })),
  )
}

/** Of videos that are there their owners; open accounts stand for themselves. */
async function ownersOf(tx: Transaction, taken: DeltaDocument[]): Promise<Map<string, ObjectId>> {
  const targets = (prefix: string) =>
    taken.filter(({ counter }) => counter.startsWith(prefix)).map(({ target }) => target)
  const videos = await tx
    .in('videos')
    .all({ _id: { $in: targets('video.') }, owner: { $ne: null } }, { projection: { owner: 1 } })
  const users = await tx
    .in('users')
    .all({ _id: { $in: targets('user.subscribers') }, closedAt: null }, { projection: { _id: 1 } })
  return new Map([
    ...videos.map(({ _id, owner }) => [idOf(_id), owner!] as const),
    ...users.map(({ _id }) => [idOf(_id), _id] as const),
  ])
}

/** A field cannot be set and added to in one update. */
const added = (fields: Record<string, number>, all: Record<string, number>) => ({
  update: {
    $inc: fields,
    $setOnInsert: Object.fromEntries(Object.entries(all).filter(([name]) => !(name in fields))),
  },
})
