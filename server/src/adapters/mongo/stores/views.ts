import type { View, ViewLimits, ViewStore } from '../../../features/views/store.ts'
import { type CounterName, watchedSeconds } from '../../../ports/counters.ts'
import type { Mongo, Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import { idOf, oid, oids } from '../ids.ts'
import { sweep } from '../sweep.ts'

/** One transaction stays short, also with what an hour without the database has left waiting. */
const batchSize = 200

const sinceOf = ({ at }: View, { windowMs }: ViewLimits): Date => new Date(at.getTime() - windowMs)
const byTime = (a: View, b: View): number =>
  a.at.getTime() - b.at.getTime() || (a.viewerKey < b.viewerKey ? -1 : 1)
const earliest = (views: View[], limits: ViewLimits): Date =>
  new Date(Math.min(...views.map((view) => sinceOf(view, limits).getTime())))

async function ofVideosThatAre<T extends { videoId: string }>(tx: Transaction, rows: T[]): Promise<T[]> {
  const filter = { _id: { $in: oids(rows.map(({ videoId }) => videoId)) }, owner: { $ne: null } }
  const found = await tx.in('videos').all(filter, { projection: { _id: 1 } })
  const known = new Set(found.map(({ _id }) => idOf(_id)))
  return rows.filter(({ videoId }) => known.has(videoId))
}

/** Those whose viewer was not counted within the window. */
async function fresh(tx: Transaction, views: View[], limits: ViewLimits): Promise<View[]> {
  const known = await tx.in('viewWindows').all({
    video: { $in: oids(views.map(({ videoId }) => videoId)) },
    viewerKey: { $in: views.map(({ viewerKey }) => viewerKey) },
    countedAt: { $gt: earliest(views, limits) },
  })
  const times = new Map(known.map((row) => [`${idOf(row.video)} ${row.viewerKey}`, row.countedAt]))
  return views.filter((view) => {
    const at = times.get(`${view.videoId} ${view.viewerKey}`)
    return at === undefined || at <= sinceOf(view, limits)
  })
}

const placeOf = (videoId: string, networkKey: string): string => `${videoId} ${networkKey}`

/** Of views in the order of time: of a network the first new viewers, as far as those that were counted within the window leave room. */
async function withRoom(tx: Transaction, views: View[], limits: ViewLimits): Promise<View[]> {
  const networks = views.flatMap(({ networkKey }) => networkKey ?? [])
  if (networks.length === 0) return views
  const known = await tx.in('viewWindows').all({
    video: { $in: oids(views.map(({ videoId }) => videoId)) },
    networkKey: { $in: networks },
    countedAt: { $gt: earliest(views, limits) },
  })
  const counted = Map.groupBy(known, (row) => placeOf(idOf(row.video), row.networkKey!))
  const places = new Map<string, number>()
  return views.filter((view) => {
    if (view.networkKey === null) return true
    const key = placeOf(view.videoId, view.networkKey)
    const place = (places.get(key) ?? 0) + 1
    places.set(key, place)
    const before = counted.get(key)?.filter((row) => row.countedAt > sinceOf(view, limits)) ?? []
    return place <= limits.perNetwork - before.length
  })
}

async function count(tx: Transaction, views: View[], limits: ViewLimits): Promise<number> {
  const counted = await withRoom(tx, await fresh(tx, await ofVideosThatAre(tx, views), limits), limits)
  await tx.in('viewWindows').write(
    counted.map(({ videoId, viewerKey, networkKey, at }) => ({
      updateOne: {
        filter: { video: oid(videoId), viewerKey: { $eq: viewerKey } },
        update: { $set: { networkKey, countedAt: at } },
        upsert: true,
      },
    })),
  )
  const sums = new Map<string, number>()
  for (const { videoId } of counted) sums.set(videoId, (sums.get(videoId) ?? 0) + 1)
  await addAll(tx, 'video.views', sums)
  return counted.length
}

const addAll = (tx: Transaction, counter: CounterName, sums: Map<string, number>): Promise<void> =>
  appendDeltas(
    tx,
    [...sums].map(([targetId, delta]) => ({ counter, targetId, delta })),
  )

export function mongoViews({ mongo }: { mongo: Mongo }): ViewStore {
  return {
    async count(views, limits) {
      let counted = 0
      const inOrder = views.toSorted(byTime)
      for (let at = 0; at < inOrder.length; at += batchSize) {
        const batch = inOrder.slice(at, at + batchSize)
        counted += await mongo.transaction((tx) => count(tx, batch, limits))
      }
      return counted
    },
    async addWatchTime(watched) {
      if (watched.length === 0) return
      const known = await ofVideosThatAre(mongo, watched)
      await addAll(mongo, watchedSeconds, new Map(known.map(({ videoId, seconds }) => [videoId, seconds])))
    },
    sweep: (before, most) => sweep(mongo.in('viewWindows'), 'countedAt', before, most),
  }
}
