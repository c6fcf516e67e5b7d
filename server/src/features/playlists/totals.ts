import type { Id } from '../../lib/id.ts'
import { recent } from '../../lib/recent.ts'
import type { Audience } from '../../policy.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Look, Playlist, PlaylistStore, Totals } from './store.ts'

/** With its totals, read now or a moment ago. */
export type Counted<Row extends Playlist = Playlist> = Row & { totals: Totals }

/** So long does a view take at most to stand in the totals: no view writes to a playlist. */
const ttlMs = 5_000

/** Reads playlists, and the totals of those that were not counted a moment ago, in one query. */
export function createPlaylistTotals({ store, events }: { store: PlaylistStore; events: Events }) {
  const kept = recent<string, Totals & { playlistId: Id }>({ max: 10_000, ttlMs })
  const clear = () => kept.dropWhere(() => true)
  events.on('video.changed', clear)
  events.on('video.removed', clear)
  events.on('playlist.changed', (changed) =>
    kept.dropWhere(({ playlistId }) => playlistId === changed.playlistId),
  )

  async function read<Row extends Playlist>(
    ids: Id[],
    audience: Audience,
    load: (look: Look) => Promise<Row[]>,
  ): Promise<Counted<Row>[]> {
    const nameOf = (id: Id) => `${id} ${audience.viewerId ?? ''}`
    const known = new Map(ids.map((id) => [id, kept.get(nameOf(id))]))
    const since = kept.moment()
    const rows = await load({ audience, counted: ids.filter((id) => !known.get(id)) })
    return rows.map((row) => {
      if (row.totals) kept.set(nameOf(row.id), { ...row.totals, playlistId: row.id }, since)
      return { ...row, totals: row.totals ?? known.get(row.id)! }
    })
  }

  return {
    figures: kept.figures,
    loadMany: (ids: Id[], audience: Audience) =>
      read(ids, audience, async (look) => (ids.length > 0 ? store.loadMany(ids, look) : [])),
    async find(id: Id, audience: Audience): Promise<Counted | null> {
      const [playlist] = await read([id], audience, async (look) => {
        const found = await store.find(id, look)
        return found ? [found] : []
      })
      return playlist ?? null
    },
  }
}
