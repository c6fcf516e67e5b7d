import type { Id } from '../../lib/id.ts'
import { recent } from '../../lib/recent.ts'
import type { Audience } from '../../policy.ts'
import type { Events } from '../../ports/event-bus.ts'
import {
  type Depth,
  type Look,
  type Playlist,
  type PlaylistStore,
  playlistLimits,
  type Totals,
} from './store.ts'

/** With its totals, read now or a moment ago. */
export type Counted<Row extends Playlist = Playlist> = Row & { totals: Totals }

/** So long does a view take at most to stand in the totals: no view writes to a playlist. */
const ttlMs = 5_000

const alone: Depth = { entries: playlistLimits.videos, ids: 500 }

/** A list of playlists looks at 50,000 entries at most: all of ten playlists, and the first ones of each of many. */
function depthOf(playlists: number): Depth {
  if (playlists <= 10) return { entries: playlistLimits.videos, ids: 50 }
  return playlists <= 100 ? { entries: 500, ids: 50 } : { entries: 100, ids: 50 }
}

/** Reads playlists, and the totals of those that were not counted a moment ago, in one query. */
export function createPlaylistTotals({ store, events }: { store: PlaylistStore; events: Events }) {
  const kept = recent<string, Totals & { playlistId: Id }>({ max: 10_000, ttlMs })
  events.on('video.changed', kept.clear)
  events.on('video.removed', kept.clear)
  events.on('playlist.changed', (changed) =>
    kept.dropWhere(({ playlistId }) => playlistId === changed.playlistId),
  )

  async function read<Row extends Playlist>(
    ids: Id[],
    audience: Audience,
    entries: number,
    load: (look: Look) => Promise<Row[]>,
  ): Promise<Counted<Row>[]> {
    const nameOf = (id: Id) => `${id} ${audience.viewerId ?? ''} ${entries}`
    const known = new Map(ids.map((id) => [id, kept.get(nameOf(id))]))
    const since = kept.moment()
    const rows = await load({ audience, counted: ids.filter((id) => !known.get(id)) })
    return rows.map((row) => {
      if (row.totals) kept.set(nameOf(row.id), { ...row.totals, playlistId: row.id }, since)
      return { ...row, totals: row.totals ?? known.get(row.id)! }
    })
  }

  const load = (ids: Id[], audience: Audience, depth: Depth) =>
    read(ids, audience, depth.entries, async (look) =>
      ids.length > 0 ? store.loadMany(ids, look, depth) : [],
    )

  return {
    kept,
    loadMany: (ids: Id[], audience: Audience) => load(ids, audience, depthOf(ids.length)),
    /** One, as answers to its changes show it. */
    listed: async (id: Id, audience: Audience) => (await load([id], audience, alone))[0],
    async find(id: Id, audience: Audience): Promise<Counted | null> {
      const [playlist] = await read([id], audience, playlistLimits.videos, async (look) => {
        const found = await store.find(id, look)
        return found ? [found] : []
      })
      return playlist ?? null
    },
  }
}
