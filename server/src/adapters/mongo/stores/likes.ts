import type { Filter } from 'mongodb'
import type { LikeStore, NewLike, TargetKind } from '../../../features/likes/store.ts'
import type { Mongo, Runner, Transaction } from '../connection.ts'
import { appendDeltas, type Pending, pendingAs, pendingOf } from '../counters.ts'
import type { LikeDocument } from '../documents.ts'
import { keepRecord } from '../idempotency.ts'
import { idOf, oid, oids } from '../ids.ts'
import { ofVisibleVideo } from './audience.ts'
import { newestFirst } from './pages.ts'

const targets = {
  video: { collection: 'videos', there: { owner: { $ne: null } } },
  comment: { collection: 'comments', there: { owner: { $ne: null } } },
  tweet: { collection: 'tweets', there: {} },
} as const

const like = ({ likedBy, kind, targetId }: Omit<NewLike, 'now'>): Filter<LikeDocument> => ({
  ...{ likedBy: oid(likedBy), [kind]: oid(targetId) },
})

/** The like and what it counts for. */
async function change(tx: Transaction, given: NewLike, wanted: boolean | undefined): Promise<number> {
  const { kind, targetId } = given
  const delta = await setOrFlip(tx, given, wanted)
  if (delta !== 0) await appendDeltas(tx, [{ counter: `${kind}.likes`, targetId, delta }])
  return delta
}

const isThere = async (tx: Transaction, kind: TargetKind, targetId: string): Promise<boolean> => {
  const { collection, there } = targets[kind]
  const filter = { _id: oid(targetId), ...there }
  return (await tx.in(collection as 'videos').one(filter, { projection: { _id: 1 } })) !== null
}

/** What it changed: 1 for a like that was added, -1 for one that was taken back. */
async function setOrFlip(tx: Transaction, given: NewLike, wanted: boolean | undefined): Promise<number> {
  const likes = tx.in('likes')
  if (wanted !== true && (await likes.remove(like(given))) > 0) return -1
  if (wanted === false) return 0
  const times = { createdAt: given.now, updatedAt: given.now }
  return (await likes.upsert(like(given), { $setOnInsert: times })) ? 1 : 0
}

/** Null: it is not there, or is a comment that was removed and kept its place. */
async function countOf(runner: Runner, kind: TargetKind, targetId: string): Promise<number | null> {
  const rows = runner.in(targets[kind].collection as 'videos')
  const [row] = await rows.gather<{ likesCount: number; pending: Pending }>([
    { $match: { _id: oid(targetId), ...targets[kind].there } },
    { $project: { likesCount: 1 } },
    pendingAs('pending'),
  ])
  return row ? row.likesCount + pendingOf(row.pending, `${kind}.likes`) : null
}

export function mongoLikes({ mongo }: { mongo: Mongo }): LikeStore {
  return {
    async set(given, wanted, { once }) {
      const { kind, targetId } = given
      const delta = await mongo.transaction(async (tx) => {
        if (!(await isThere(tx, kind, targetId))) return null
        const changed = await change(tx, given, wanted)
        await keepRecord(tx, once, targetId)
        return changed
      })
      if (delta === null) return null
      const likesCount = await countOf(mongo, kind, targetId)
      if (likesCount === null) {
        // The removal of the same moment has not seen it.
        if (kind === 'comment') await mongo.transaction((tx) => change(tx, given, false))
        return null
      }
      return { isLiked: delta === 0 ? wanted === true : delta > 0, changed: delta !== 0, likesCount }
    },
    videoIds: (likedBy, { viewerId }, page) =>
      newestFirst(
        mongo.in('likes'),
        {
          match: { likedBy: oid(likedBy), video: { $gt: oid('0'.repeat(24)) } },
          ...{ time: 'createdAt', id: 'video', stages: ofVisibleVideo(viewerId) },
          entryOf: ({ video, createdAt }: LikeDocument) => ({ id: idOf(video!), likedAt: createdAt }),
          timeOf: ({ likedAt }) => likedAt,
        },
        page,
      ),
    async likedAmong(likedBy, kind, ids) {
      if (ids.length === 0) return new Set()
      const filter = { likedBy: oid(likedBy), [kind]: { $in: oids(ids) } }
      const rows = await mongo.in('likes').all(filter, { projection: { [kind]: 1 } })
      return new Set(rows.map((row) => idOf(row[kind]!)))
    },
  }
}
