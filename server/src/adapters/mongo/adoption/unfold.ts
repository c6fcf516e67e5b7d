import type { Db, Document, ObjectId } from 'mongodb'
import { positionBetween } from '../../../lib/position.ts'
import { idIn } from './values.ts'

const secondMs = 1_000

/** The ids in an array of the old backend, each once, and what is wrong with the others. */
export function idsIn(given: unknown): { ids: ObjectId[]; says: string | null } {
  if (given === undefined || given === null) return { ids: [], says: null }
  if (!Array.isArray(given)) return { ids: [], says: 'is no list' }
  const read = given.flatMap((item) => idIn((item as Document | null)?._id ?? item) ?? [])
  const odd = given.length - read.length
  // Of what was seen twice, the last time counts.
  const once = new Map(read.map((id) => [id.toHexString(), id]).toReversed() as [string, ObjectId][])
  return {
    ids: [...once.values()].toReversed(),
    says: odd > 0 ? `holds ${odd} that are no ids` : null,
  }
}

/** The videos of a playlist, in its order; behind those that an earlier run added. */
export async function fillPlaylist(db: Db, { _id, createdAt }: Document, videos: ObjectId[]): Promise<void> {
  if (videos.length === 0) return
  const entries = db.collection('playlistEntries')
  const last = await entries.findOne({ playlist: _id }, { sort: { position: -1 } })
  let position: string | null = last?.position ?? null
  const operations = videos.map((video) => {
    position = positionBetween(position, null)
    const made = { $setOnInsert: { position, addedAt: createdAt } }
    return { updateOne: { filter: { playlist: _id, video }, update: made, upsert: true } }
  })
  await entries.bulkWrite(operations)
}

/** What was seen last stands last. When, nobody has written down: a second lies between two of them. */
export async function fillHistory(db: Db, { _id, updatedAt }: Document, videos: ObjectId[]): Promise<void> {
  const operations = videos.map((video, at) => {
    const watchedAt = new Date((updatedAt as Date).getTime() - (videos.length - 1 - at) * secondMs)
    const made = { $setOnInsert: { watchedAt, position: null } }
    return { updateOne: { filter: { user: _id, video }, update: made, upsert: true } }
  })
  if (operations.length > 0) await db.collection('watchHistory').bulkWrite(operations)
}
