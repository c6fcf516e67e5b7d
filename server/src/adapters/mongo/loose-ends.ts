import type { Document, ObjectId } from 'mongodb'
import type { CollectionName } from '../../ports/site-data.ts'
import type { Runner } from './connection.ts'
import { idOf } from './ids.ts'

/** Of these documents, those that are exported. */
export type Sieve = (collection: CollectionName, documents: Document[]) => Promise<Document[]>

export const keepAll: Sieve = async (_collection, documents) => documents

type Target = 'users' | 'videos' | 'comments' | 'tweets' | 'playlists'

/** What a document refers to; null is nobody. */
const references: Partial<Record<CollectionName, Record<string, Target>>> = {
  sessions: { user: 'users' },
  videos: { owner: 'users' },
  comments: { video: 'videos', owner: 'users', parent: 'comments' },
  tweets: { owner: 'users' },
  playlists: { owner: 'users' },
  playlistEntries: { playlist: 'playlists', video: 'videos' },
  likes: { likedBy: 'users', video: 'videos', comment: 'comments', tweet: 'tweets' },
  subscriptions: { subscriber: 'users', channel: 'users' },
  blocks: { blocker: 'users', blocked: 'users' },
  watchHistory: { user: 'users', video: 'videos' },
  idempotencyRecords: { user: 'users' },
  videoDays: { video: 'videos' },
  channelDays: { user: 'users' },
}

/** What no engine with constraints takes, and an adopted database may hold. */
const contradictions: Partial<Record<CollectionName, (document: Document) => boolean>> = {
  likes: ({ video, comment, tweet }) => [video, comment, tweet].filter((target) => target).length !== 1,
  subscriptions: ({ subscriber, channel }) => idOf(subscriber) === idOf(channel),
}

/**
 * Leaves out what refers to something that is not there, or that was left out itself: nobody sees it here, and engines with
 * foreign keys do not take it. Collections must be read in their order.
 */
export function withoutLooseEnds(tx: Runner): Sieve {
  const leftOut = new Set<string>()

  async function missing(target: Target, ids: ObjectId[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const found = await tx.in(target as 'users').all({ _id: { $in: ids } }, { projection: { _id: 1 } })
    const there = new Set(found.map(({ _id }) => idOf(_id)).filter((id) => !leftOut.has(`${target} ${id}`)))
    return new Set(ids.map(idOf).filter((id) => !there.has(id)))
  }

  return async (collection, documents) => {
    const gone: [field: string, ids: Set<string>][] = []
    // One after the other: a transaction answers one question at a time.
    for (const [field, target] of Object.entries(references[collection] ?? {})) {
      const ids = documents.flatMap((document) => document[field] ?? [])
      gone.push([field, await missing(target, ids)])
    }
    const isLoose = (document: Document): boolean =>
      contradictions[collection]?.(document) ||
      gone.some(([field, ids]) => document[field] != null && ids.has(idOf(document[field])))
    return documents.filter((document) => {
      if (!isLoose(document)) return true
      leftOut.add(`${collection} ${String(document._id)}`)
      return false
    })
  }
}
