import { type RawBuilder, sql } from 'kysely'
import {
  type Depth,
  type Look,
  type Playlist,
  type PlaylistEntry,
  type PlaylistStore,
  playlistLimits,
} from '../../../features/playlists/store.ts'
import type { Privacy } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import { cutPage } from '../../../lists/page.ts'
import type { Runner } from '../connection.ts'
import { type Params, prepared } from '../statement.ts'
import { visibleTo } from './audience.ts'
import { newestFirst } from './newest-first.ts'
import { pageStatements } from './row-counts.ts'

interface Row {
  id: Id
  ownerId: Id
  username: string
  fullName: string
  avatar: string
  kind: Playlist['kind']
  name: string
  description: string
  privacy: Privacy
  createdAt: Date
  updatedAt: Date
  coverThumbnail: string | null
  coverPrivacy: Privacy | null
  coverIsPublished: boolean | null
  videos: number | null
  views: number | null
}
type ListedRow = Row & { videoIds: Id[] | null }

/** Among its first so many entries, whoever may see them: the rest is not looked at. */
const seenVideos = (viewerId: Id | null, entries: number) => sql`(
    select video_id, position from playlist_entries where playlist_id = playlists.id
    order by position limit ${sql.lit(entries)}
  ) as entries join videos on videos.id = entries.video_id where ${visibleTo(viewerId)}`

interface Shown {
  viewerId: Id | null
  counted: Id[]
}

const columns = sql`playlists.id, playlists.owner_id as "ownerId", username, full_name as "fullName", avatar, kind, name,
  playlists.description, playlists.privacy, playlists.created_at as "createdAt", playlists.updated_at as "updatedAt",
  cover.thumbnail_key as "coverThumbnail", cover.privacy as "coverPrivacy",
  cover.is_published as "coverIsPublished", totals.videos, totals.views`

/** Nothing is counted of a playlist that is not among `counted`: the database then does not even look. */
const tables = (
  p: Shown,
  entries: number,
) => sql`playlists join users on users.id = playlists.owner_id and closed_at is null
  left join lateral (
    select videos.thumbnail_key, videos.privacy, videos.is_published from ${seenVideos(p.viewerId, entries)}
    order by entries.position limit 1
  ) as cover on true
  left join lateral (
    select count(*)::integer as videos, coalesce(sum(views), 0) as views
    from video_counters join (select entries.video_id from ${seenVideos(p.viewerId, entries)}) as seen using (video_id)
    where playlists.id = any(${p.counted}::text[])
    having playlists.id = any(${p.counted}::text[])
  ) as totals on true`

const byId = prepared(
  'playlists.by-id',
  (_db, p: Params<Shown & { id: Id }>) =>
    sql<Row>`select ${columns} from ${tables(p, playlistLimits.videos)} where playlists.id = ${p.id}`,
)

const listedAt = ({ entries, ids }: Depth) =>
  prepared(
    `playlists.by-ids.${entries}.${ids}`,
    (_db, p: Params<Shown & { ids: Id[] }>) => sql<ListedRow>`
      select ${columns}, listed.ids as "videoIds" from ${tables(p, entries)}
      left join lateral (
        select array_agg(video_id order by position) as ids
        from (select entries.video_id, entries.position from ${seenVideos(p.viewerId, entries)}
          order by entries.position limit ${sql.lit(ids)}) as seen
      ) as listed on true
      where playlists.id = any(${p.ids}::text[])`,
  )
const made = new Map<string, ReturnType<typeof listedAt>>()
/** A statement for each depth, whose numbers the planner then knows. */
function byIds(depth: Depth): ReturnType<typeof listedAt> {
  const name = `${depth.entries} ${depth.ids}`
  const statement = made.get(name) ?? listedAt(depth)
  made.set(name, statement)
  return statement
}

interface OwnerEntry {
  id: Id
  createdAt: Date
}

const ofOwner = (name: string, only: RawBuilder<unknown>) =>
  newestFirst({
    name: `playlists.${name}`,
    rows: (p: Params<{ ownerId: Id }>) => sql<OwnerEntry>`
      select id, created_at as "createdAt" from playlists where owner_id = ${p.ownerId} ${only}`,
    time: sql.ref('created_at'),
    id: sql.ref('id'),
    timeOf: ({ createdAt }) => createdAt,
  })
/** Each has its index. */
const owned = ofOwner('owned', sql``)
const open = ofOwner('public', sql`and privacy = 'public'`)

type VideoPage = Params<{ playlistId: Id; viewerId: Id | null; offset: number; position: string }>

const videosFrom = pageStatements('playlists.videos', (name, start, rows) =>
  prepared(
    name,
    (_db, p: VideoPage) => sql<PlaylistEntry>`
      select video_id as id, position from playlist_entries join videos on videos.id = video_id
      where playlist_id = ${p.playlistId} and ${visibleTo(p.viewerId)}
        ${start === 'cursor' ? sql`and position > ${p.position}::text` : sql``}
      order by position
      limit ${sql.lit(rows)} ${start === 'offset' ? sql`offset ${p.offset}::integer` : sql``}`,
  ),
)

type Reads = Pick<PlaylistStore, 'find' | 'loadMany' | 'ids' | 'videoIds'>

export const playlistReads = (postgres: Runner): Reads => ({
  async find(id, look) {
    const row = await postgres.one(byId, { id, ...shownTo(look) })
    return row && playlistOf(row)
  },
  async loadMany(ids, look, depth) {
    const rows = await postgres.run(byIds(depth), { ids, ...shownTo(look) })
    return inOrder(
      ids,
      rows.map((row) => ({ ...playlistOf(row), videoIds: row.videoIds ?? [] })),
    )
  },
  ids: (ownerId, { viewerId }, page) => (viewerId === ownerId ? owned : open)(postgres, { ownerId }, page),
  async videoIds(playlistId, { viewerId }, page) {
    const position = String(page.after?.[0] ?? '')
    const values = { playlistId, viewerId, offset: page.offset, position }
    const rows = await postgres.run(videosFrom(page), values)
    return cutPage(rows, page.limit, (row) => [row.position])
  },
})

const shownTo = ({ audience, counted }: Look): Shown => ({ viewerId: audience.viewerId, counted })

const playlistOf = (row: Row): Playlist => ({
  id: row.id,
  ownerId: row.ownerId,
  owner: { id: row.ownerId, username: row.username, fullName: row.fullName, avatar: row.avatar },
  kind: row.kind,
  name: row.name,
  description: row.description,
  privacy: row.privacy,
  cover: row.coverPrivacy && {
    privacy: row.coverPrivacy,
    isPublished: row.coverIsPublished === true,
    thumbnail: row.coverThumbnail,
  },
  totals: row.videos === null ? null : { videos: row.videos, views: row.views ?? 0 },
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})
