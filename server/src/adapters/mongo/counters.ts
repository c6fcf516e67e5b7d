import { type Document, ObjectId } from 'mongodb'
import type { CounterDelta, CounterKind, CounterName, counters } from '../../ports/counters.ts'
import type { Mongo, Runner, Transaction } from './connection.ts'
import { noteDays } from './days.ts'
import { oid } from './ids.ts'
import { rescore } from './stores/search/score.ts'

/**
 * Counters never make writers queue (architecture.md, principle 9). A write appends ±1 to `counterDeltas` in its own
 * transaction, which meets nobody; each second `foldCounters` adds them to the documents. These are their fields.
 * Deltas of what is gone are dropped.
 */
const counterFields = {
  video: { collection: 'videos', fields: { views: 'views', likes: 'likesCount', comments: 'commentsCount' } },
  user: {
    collection: 'users',
    fields: { subscribers: 'subscribersCount', subscriptions: 'subscriptionsCount', videos: 'videosCount' },
  },
  comment: { collection: 'comments', fields: { likes: 'likesCount', replies: 'repliesCount' } },
  tweet: { collection: 'tweets', fields: { likes: 'likesCount' } },
} as const satisfies {
  [Kind in CounterKind]: { collection: string; fields: Record<(typeof counters)[Kind][number], string> }
}

type Kinds = typeof counterFields

/** The field of a counter; null: it has none, or nobody knows it. */
export function fieldOf(
  counter: string,
): { collection: Kinds[CounterKind]['collection']; field: string } | null {
  const [kind = '', name = ''] = counter.split('.')
  const known = counterFields[kind as CounterKind] as
    | { collection: Kinds[CounterKind]['collection']; fields: object }
    | undefined
  const field = (known?.fields as Record<string, string> | undefined)?.[name]
  return known && field ? { collection: known.collection, field } : null
}

/** In the transaction of the write that they count. */
export const appendDeltas = (tx: Runner, deltas: CounterDelta[]): Promise<void> =>
  tx.in('counterDeltas').add(
    deltas.map(({ counter, targetId, delta }) => ({
      _id: new ObjectId(),
      counter,
      target: oid(targetId),
      delta,
    })),
  )

/** What is not folded yet, by counter. */
export type Pending = { _id: string; sum: number }[]

/**
 * A stage that puts what is not folded yet of a document beside it, for counts that must be exact to the moment. It stands in
 * the read of the document; in two reads a fold between them would count twice.
 */
export const pendingAs = (as: string, id = '_id'): Document => ({
  $lookup: {
    ...{ from: 'counterDeltas', localField: id, foreignField: 'target', as },
    pipeline: [{ $group: { _id: '$counter', sum: { $sum: '$delta' } } }],
  },
})

export const pendingOf = (pending: Pending, counter: CounterName): number =>
  pending.find(({ _id }) => _id === counter)?.sum ?? 0

/** So many at once, that one transaction stays short. */
const batchSize = 2_000

/** Two processes that fold at once take turns; whoever holds it keeps every counter as it is. */
export const holdCounters = (tx: Transaction): Promise<unknown> =>
  tx.in('locks').changed({ _id: 'counters' }, { $inc: { turn: 1 } }, { upsert: true })

/** Moves all deltas into their documents and into the day of `now`; answers how many. */
export async function foldCounters(mongo: Mongo, now: Date): Promise<number> {
  let total = 0
  for (let folded = batchSize; folded === batchSize; total += folded) {
    if (!(await mongo.in('counterDeltas').one({}))) return total
    folded = await mongo.transaction((tx) => fold(tx, now))
  }
  return total
}

async function fold(tx: Transaction, now: Date): Promise<number> {
  await holdCounters(tx)
  const taken = await tx.in('counterDeltas').all({}, { limit: batchSize })
  const sums = new Map<string, { counter: string; target: ObjectId; sum: number }>()
  for (const { counter, target, delta } of taken) {
    const key = `${counter} ${target.toHexString()}`
    const known = sums.get(key) ?? { counter, target, sum: 0 }
    sums.set(key, { ...known, sum: known.sum + delta })
  }
  for (const { collection } of Object.values(counterFields)) {
    const additions = [...sums.values()].flatMap(({ counter, target, sum }) => {
      const field = fieldOf(counter)
      return field?.collection === collection && sum !== 0
        ? [{ updateOne: { filter: { _id: target }, update: { $inc: { [field.field]: sum } } } }]
        : []
    })
    await tx.in(collection as 'videos').write(additions)
  }
  const targets = [...sums.values()].filter(({ counter }) => counter.startsWith('video.'))
  await rescore(tx, [...new Map(targets.map(({ target }) => [target.toHexString(), target])).values()])
  await noteDays(tx, taken, now)
  await tx.in('counterDeltas').removeAll({ _id: { $in: taken.map(({ _id }) => _id) } })
  return taken.length
}
