import type { Document, ObjectId } from 'mongodb'
import {
  type Depth,
  type ListedPlaylist,
  type Look,
  type Playlist,
  type PlaylistStore,
  playlistLimits,
} from '../../../features/playlists/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import { cutPage } from '../../../lists/page.ts'
import type { Mongo } from '../connection.ts'
import type { EntryDocument, OwnerDocument, PlaylistDocument, VideoDocument } from '../documents.ts'
import { idOf, oid, oids } from '../ids.ts'
import { ofVisibleVideo, visibleTo } from './audience.ts'
import { ownerOf, withOwner } from './owners.ts'
import { beyond, newestFirst, readPage } from './pages.ts'

type Seen = Pick<VideoDocument, '_id' | 'thumbnail' | 'privacy' | 'isPublished'>

interface PlaylistRow extends PlaylistDocument {
  by: [OwnerDocument]
  seen: [{ videos: number; views: number; cover: Seen; ids: ObjectId[] }] | []
}

const deepest: Depth = { entries: playlistLimits.videos, ids: 0 }

/**
 * What of a playlist this viewer sees, beside it: its first so many entries are looked at, whoever may see them. Where nothing
 * is counted, no more of them than are shown.
 */
const withSeen = (viewerId: Id | null, { entries, ids }: Depth, isCounted: boolean): Document => ({
  $lookup: {
    ...{ from: 'playlistEntries', localField: '_id', foreignField: 'playlist', as: 'seen' },
    pipeline: [
      ...[{ $sort: { position: 1 } }, { $limit: entries }],
      {
        $lookup: {
          ...{ from: 'videos', localField: 'video', foreignField: '_id', as: 'of' },
          pipeline: [
            { $match: visibleTo(viewerId) },
            { $project: { thumbnail: 1, privacy: 1, isPublished: 1, views: 1 } },
          ],
        },
      },
      { $unwind: '$of' },
      ...(isCounted ? [] : [{ $limit: Math.max(ids, 1) }]),
      {
        $group: {
          ...{ _id: null, videos: { $sum: 1 }, views: { $sum: '$of.views' } },
          ...{ cover: { $first: '$of' }, ids: { $push: '$video' } },
        },
      },
      { $project: { videos: 1, views: 1, cover: 1, ids: { $slice: ['$ids', Math.max(ids, 1)] } } },
    ],
  },
})

type Reads = Pick<PlaylistStore, 'find' | 'loadMany' | 'ids' | 'videoIds'>

export function playlistReads(mongo: Mongo): Reads {
  const playlists = mongo.in('playlists')

  async function load(ids: Id[], { audience, counted }: Look, depth: Depth): Promise<ListedPlaylist[]> {
    const isCounted = (id: Id) => counted.includes(id)
    const parts = [ids.filter(isCounted), ids.filter((id) => !isCounted(id))]
    const loaded = await Promise.all(
      parts.map(async (part, index) => {
        if (part.length === 0) return []
        const rows = await playlists.gather<PlaylistRow>([
          { $match: { _id: { $in: oids(part) } } },
          ...[withOwner({ closedAt: null }), { $match: { 'by.0': { $exists: true } } }],
          withSeen(audience.viewerId, depth, index === 0),
        ])
        return rows.map((row) => listedOf(row, depth, index === 0))
      }),
    )
    return inOrder(ids, loaded.flat())
  }

  return {
    async find(id, look) {
      const [found] = await load([id], look, deepest)
      if (!found) return null
      const { videoIds: _ids, ...playlist } = found
      return playlist
    },
    loadMany: load,
    ids: (ownerId, { viewerId }, page) =>
      newestFirst(
        playlists,
        {
          match: { owner: oid(ownerId), ...(viewerId !== ownerId && { privacy: 'public' }) },
          time: 'createdAt',
          entryOf: ({ _id, createdAt }: PlaylistDocument) => ({ id: idOf(_id), createdAt }),
          timeOf: ({ createdAt }) => createdAt,
        },
        page,
      ),
    async videoIds(playlistId, { viewerId }, page) {
      const after = page.after && beyond([['position', 1, String(page.after[0])]])
      const sorted = { match: { playlist: oid(playlistId) }, sort: { position: 1 as const }, after }
      const stages = ofVisibleVideo(viewerId)
      const rows = await readPage<EntryDocument>(mongo.in('playlistEntries'), { ...sorted, stages }, page)
      const entries = rows.map(({ video, position }) => ({ id: idOf(video), position }))
      return cutPage(entries, page.limit, ({ position }) => [position])
    },
  }
}

function listedOf(row: PlaylistRow, { ids }: Depth, isCounted: boolean): ListedPlaylist {
  const [seen] = row.seen
  const totals: Playlist['totals'] = isCounted ? { videos: seen?.videos ?? 0, views: seen?.views ?? 0 } : null
  return {
    ...{ id: idOf(row._id), ownerId: idOf(row.by[0]._id), owner: ownerOf(row.by[0]), kind: row.kind },
    ...{ name: row.name, description: row.description, privacy: row.privacy },
    cover: seen ? coverOf(seen.cover) : null,
    totals,
    ...{ createdAt: row.createdAt, updatedAt: row.updatedAt },
    videoIds: (seen?.ids ?? []).slice(0, ids).map(idOf),
  }
}

const coverOf = ({ privacy, isPublished, thumbnail }: Seen) => ({ privacy, isPublished, thumbnail })
