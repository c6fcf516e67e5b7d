import type { Express } from 'express'
import { type CardRow, type OwnerRow, type ProcessingRow, processing, shapes } from '../shapes.ts'
import { card as cardColumns, pending } from '../statements.ts'
import { type CeilingKit, cursorOf } from './kit.ts'

type WatchedRow = CardRow & { watched_at: Date; position_seconds: number }

interface PlaylistRow extends OwnerRow {
  id: string
  name: string
  description: string
  privacy: string
  kind: string
  cover: string
  created_at: Date
  updated_at: Date
}

const joined = 'join users u on u.id = v.owner_id join video_counters c on c.video_id = v.id'
const isOpen = `v.is_published and v.privacy <> 'private'`

const history = (
  rows: number,
) => `select ${cardColumns}, h.watched_at, coalesce(h.position_seconds, 0) as position_seconds
  from watch_history h join videos v on v.id = h.video_id ${joined}
  where h.user_id = $1 and ((${isOpen}) or v.owner_id = $1)
  order by h.watched_at desc, h.video_id desc limit ${rows}`

const playlist = `select p.id, p.name, p.description, p.privacy, p.kind, p.created_at, p.updated_at,
  u.id as owner_id, u.username, u.full_name, u.avatar,
  (select v.thumbnail_key from playlist_entries e join videos v on v.id = e.video_id
    where e.playlist_id = p.id and ${isOpen} order by e.position limit 1) as cover
  from playlists p join users u on u.id = p.owner_id where p.id = $1 and p.privacy <> 'private'`
const playlistTotals = `select count(*)::integer as total, coalesce(sum(c.views), 0) as views
  from playlist_entries e join videos v on v.id = e.video_id join video_counters c on c.video_id = v.id
  where e.playlist_id = $1 and ${isOpen}`
const playlistVideos = `select ${cardColumns} from playlist_entries e join videos v on v.id = e.video_id ${joined}
  where e.playlist_id = $1 and (${isOpen} or v.owner_id = $2) order by e.position limit 501`

const own = `select ${cardColumns}, v.hls, v.processing_state, v.processing_stage, v.processing_percent, v.processing_error,
  v.truncated from videos v ${joined} where v.owner_id = $1 order by v.created_at desc, v.id desc limit 501`
const sums = ['views', 'likes', 'comments'] as const
const stats = `with own as materialized (select id, ${sums.join(', ')} from videos join video_counters on video_id = id where owner_id = $1)
  select count(*)::integer as videos,
    ${sums.map((name) => `coalesce(sum(${name}), 0) + coalesce((select sum(delta) from counter_deltas where counter = 'video.${name}' and target_id in (select id from own)), 0) as ${name}`).join(', ')},
    (select c.subscribers + ${pending('user.subscribers', '$1')} from user_counters c where c.user_id = $1) as subscribers
  from own`

interface Stats {
  videos: number
  views: number
  likes: number
  comments: number
  subscribers: number
}

export function libraryRoutes(app: Express, { baseUrl, run, viewerOf, totalOf, send }: CeilingKit): void {
  const { card, owner, link } = shapes(baseUrl)
  const views = new Map<string, number>()

  app.get('/api/v1/users/history', async (req, res) => {
    const viewer = await viewerOf(req)
    const limit = Number(req.query.limit ?? 500)
    const rows = await run<WatchedRow>(`history${limit}`, history(limit + 1), [viewer])
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1)! : null
    const data = shown.map((row) => ({
      ...card(row),
      ...{ watchedAt: row.watched_at.toISOString(), position: row.position_seconds },
    }))
    send(
      res,
      'getWatchHistory',
      data,
      last && cursorOf('getWatchHistory', last.watched_at.getTime(), last.id),
    )
  })

  app.get('/api/v1/playlist/:playlistId', async (req, res) => {
    const viewer = await viewerOf(req)
    const id = req.params.playlistId
    const countAll = async () => {
      const rows = await run<{ total: number; views: number }>('playlistTotals', playlistTotals, [id])
      views.set(id, rows[0]!.views)
      return rows
    }
    const [totalVideos, [row], videos] = await Promise.all([
      totalOf(id, countAll),
      run<PlaylistRow>('playlist', playlist, [id]),
      run<CardRow>('playlistVideos', playlistVideos, [id, viewer]),
    ])
    send(res, 'getPlaylistById', {
      ...{ _id: row!.id, name: row!.name, description: row!.description, privacy: row!.privacy },
      ...{ isWatchLater: row!.kind === 'watch_later', videos: videos.map(card) },
      ...{ totalVideos, totalViews: views.get(id), thumbnail: link(row!.cover), owner: owner(row!) },
      ...{ createdAt: row!.created_at.toISOString(), updatedAt: row!.updated_at.toISOString() },
    })
  })

  app.get('/api/v1/dashboard/stats', async (req, res) => {
    const [row] = await run<Stats>('stats', stats, [await viewerOf(req)])
    send(res, 'getChannelStats', {
      ...{ totalVideos: row!.videos, totalViews: row!.views, totalSubscribers: row!.subscribers },
      ...{ totalLikes: row!.likes, totalComments: row!.comments },
    })
  })

  app.get('/api/v1/dashboard/videos', async (req, res) => {
    const rows = await run<CardRow & ProcessingRow>('own', own, [await viewerOf(req)])
    send(
      res,
      'getChannelVideos',
      rows.map((row) => ({ ...card(row), processing: processing(row) })),
    )
  })
}
