import { sql } from 'kysely'
import {
  type NewPlaylist,
  type PlaylistChanges,
  type PlaylistStore,
  playlistLimits,
} from '../../../features/playlists/store.ts'
import type { Id } from '../../../lib/id.ts'
import { isLong, positionBetween } from '../../../lib/position.ts'
import type { Postgres, Runner } from '../connection.ts'
import { keepRecord } from '../idempotency.ts'
import { type Params, prepared } from '../statement.ts'
import { playlistReads } from './playlist-reads.ts'
import { makeRoom } from './playlist-room.ts'

const add = prepared(
  'playlists.add',
  (_db, p: Params<NewPlaylist & { most: number }>) => sql<object>`
    insert into playlists (id, owner_id, name, description, privacy, created_at, updated_at)
    select ${p.id}::text, ${p.ownerId}::text, ${p.name}::text, ${p.description}::text, ${p.privacy}::text,
      ${p.now}::timestamptz, ${p.now}::timestamptz
    where (select count(*) from playlists where owner_id = ${p.ownerId} and kind = 'own') < ${p.most}::integer`,
)

/** Null: leave it. */
type Changes = { [Name in keyof PlaylistChanges]-?: PlaylistChanges[Name] | null } & { id: Id; now: Date }
const update = prepared(
  'playlists.update',
  (_db, p: Params<Changes>) => sql<object>`update playlists set
    name = coalesce(${p.name}::text, name),
    description = coalesce(${p.description}::text, description),
    privacy = coalesce(${p.privacy}::text, privacy),
    updated_at = ${p.now}
    where id = ${p.id}`,
)

const remove = prepared('playlists.remove', (db, p: Params<{ id: Id }>) =>
  db.deleteFrom('playlists').where('id', '=', p.id),
)

/**
 * Changes of one playlist's order take turns: each finds the neighbours that the one before it left. New playlists of one
 * user take turns at Watch later, which everybody has, and each counts those before it.
 */
const takeTurn = prepared('playlists.take-turn', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('playlists').select('id').where('id', '=', p.id).forNoKeyUpdate(),
)

/** In the turn of a playlist. */
const state = prepared(
  'playlists.state',
  (_db, p: Params<{ playlistId: Id; videoId: Id }>) => sql<{
    last: string | null
    count: number
    isThere: boolean
  }>`
    select
      (select position from playlist_entries where playlist_id = ${p.playlistId}
        order by position desc limit 1) as last,
      (select count(*) from playlist_entries where playlist_id = ${p.playlistId}) as count,
      exists (select from playlist_entries
        where playlist_id = ${p.playlistId} and video_id = ${p.videoId}) as "isThere"`,
)

type Entry = Params<{ playlistId: Id; videoId: Id; position: string; now: Date }>

const addEntry = prepared(
  'playlists.add-entry',
  (_db, p: Entry) => sql<object>`
    with added as (
      insert into playlist_entries (playlist_id, video_id, position, added_at)
      values (${p.playlistId}, ${p.videoId}, ${p.position}, ${p.now})
      returning playlist_id
    )
    update playlists set updated_at = ${p.now} from added where id = added.playlist_id`,
)

const removeEntry = prepared(
  'playlists.remove-entry',
  (_db, p: Params<{ playlistId: Id; videoId: Id; now: Date }>) => sql<object>`
    with removed as (
      delete from playlist_entries where playlist_id = ${p.playlistId} and video_id = ${p.videoId}
      returning playlist_id
    )
    update playlists set updated_at = ${p.now} from removed where id = removed.playlist_id`,
)

/** Between which two the video shall stand; it does not count as its own neighbour. */
const neighbours = prepared(
  'playlists.neighbours',
  (_db, p: Params<{ playlistId: Id; videoId: Id; after: Id | null }>) => sql<{
    isThere: boolean
    before: string | null
    after: string | null
  }>`
    with anchor as materialized (
      select (select position from playlist_entries
        where playlist_id = ${p.playlistId} and video_id = ${p.after}::text) as position
    )
    select anchor.position as before,
      exists (select from playlist_entries
        where playlist_id = ${p.playlistId} and video_id = ${p.videoId}) as "isThere",
      (select position from playlist_entries
        where playlist_id = ${p.playlistId} and video_id <> ${p.videoId}
          and position > coalesce(anchor.position, '')
        order by position limit 1) as after
    from anchor`,
)

const moveEntry = prepared(
  'playlists.move-entry',
  (_db, p: Entry) => sql<object>`
    with moved as (
      update playlist_entries set position = ${p.position}
      where playlist_id = ${p.playlistId} and video_id = ${p.videoId}
      returning playlist_id
    )
    update playlists set updated_at = ${p.now} from moved where id = moved.playlist_id`,
)

/** One that is removed is still a row, which nothing is added to. */
const holdVideo = prepared('playlists.hold-video', (db, p: Params<{ videoId: Id }>) =>
  db
    .selectFrom('videos')
    .select('id')
    .where('id', '=', p.videoId)
    .where('owner_id', 'is not', null)
    .forKeyShare(),
)

async function append(tx: Runner, playlistId: Id, videoId: Id, now: Date, most: number) {
  if (!(await tx.one(takeTurn, { id: playlistId }))) return 'no playlist'
  if (!(await tx.one(holdVideo, { videoId }))) return 'no video'
  const { last, count, isThere } = (await tx.one(state, { playlistId, videoId }))!
  if (isThere) return 'there'
  if (count >= most) return 'full'
  await tx.change(addEntry, { playlistId, videoId, position: positionBetween(last, null), now })
  return 'added'
}

interface Parts {
  postgres: Postgres
  limits?: typeof playlistLimits
}

export function postgresPlaylists({ postgres, limits = playlistLimits }: Parts): PlaylistStore {
  return {
    ...playlistReads(postgres),
    add: (playlist, also) =>
      postgres.transaction(async (tx) => {
        await tx.one(takeTurn, { id: playlist.ownerId })
        if ((await tx.change(add, { ...playlist, most: limits.playlists })) === 0) return false
        await keepRecord(tx, also.once, playlist.id)
        return true
      }),
    update: async (id, { name = null, description = null, privacy = null }, now) =>
      (await postgres.change(update, { id, name, description, privacy, now })) > 0,
    remove: async (id) => (await postgres.change(remove, { id })) > 0,
    addVideo: (playlistId, videoId, now) =>
      postgres.transaction((tx) => append(tx, playlistId, videoId, now, limits.videos)),
    removeVideo: (playlistId, videoId, now) =>
      postgres.transaction(async (tx) => {
        await tx.one(takeTurn, { id: playlistId })
        return (await tx.change(removeEntry, { playlistId, videoId, now })) > 0
      }),
    moveVideo: (playlistId, videoId, after, now) =>
      postgres.transaction(async (tx) => {
        await tx.one(takeTurn, { id: playlistId })
        const place = await tx.one(neighbours, { playlistId, videoId, after })
        if (!place?.isThere || (after !== null && place.before === null)) return false
        const position = positionBetween(place.before, place.after)
        if ((await tx.change(moveEntry, { playlistId, videoId, position, now })) === 0) return false
        if (isLong(position)) await makeRoom(tx, playlistId, position)
        return true
      }),
  }
}
