import { appError, invalidField } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import { audienceOf } from '../../policy.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Viewer } from '../../viewer.ts'
import type { Users } from '../users/service.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import { playlistPolicy } from './policy.ts'
import type { PresentPlaylists } from './presenter.ts'
import type { ListedPlaylist, NewPlaylist, Playlist, PlaylistChanges, PlaylistStore } from './store.ts'
import { type Counted, createPlaylistTotals } from './totals.ts'

export type Playlists = ReturnType<typeof createPlaylists>

interface Parts {
  store: PlaylistStore
  users: Pick<Users, 'requireById'>
  videos: Pick<Videos, 'requireVisible' | 'loadMany'>
  presentVideos: Pick<PresentVideos, 'card'>
  present: PresentPlaylists
  events: Events
  clock: Clock
  ids: Ids
}

/** `baseUrl`: where this client reaches the server. */
type PlaylistsAsked = Asking & { userId: Id; baseUrl: string }
type PlaylistAsked = Asking & { playlistId: Id; baseUrl: string }

export function createPlaylists(parts: Parts) {
  const { store, users, videos, presentVideos, present, events, clock, ids } = parts
  const counted = createPlaylistTotals({ store, events })

  /** Throws `playlist_not_found` also when the viewer may not know that it exists. */
  function visible<P extends Playlist>(viewer: Viewer | null, playlist: P | null | undefined): P {
    if (!playlist || !playlistPolicy.view(viewer, playlist)) throw appError('playlist_not_found')
    return playlist
  }

  async function requireOwn(viewer: Viewer, id: Id): Promise<Playlist> {
    const playlist = visible(viewer, await store.find(id, { audience: audienceOf(viewer), counted: [] }))
    playlistPolicy.authorize(viewer, 'edit', playlist)
    return playlist
  }

  async function listed(viewer: Viewer, id: Id): Promise<Counted<ListedPlaylist>> {
    return visible(viewer, await counted.listed(id, audienceOf(viewer)))
  }

  function changed(viewer: Viewer, id: Id): Promise<Counted<ListedPlaylist>> {
    events.emit('playlist.changed', { playlistId: id })
    return listed(viewer, id)
  }

  async function createPlaylist(
    viewer: Viewer,
    details: Omit<NewPlaylist, 'id' | 'ownerId' | 'now'>,
    also: Also,
  ) {
    const id = ids.next()
    const isAdded = await store.add({ ...details, id, ownerId: viewer.id, now: clock.now() }, also)
    if (!isAdded) throw appError('too_many_playlists')
    return changed(viewer, id)
  }

  const listPlaylists = list({
    scope: ({ userId }: PlaylistsAsked) => `getUserPlaylists ${userId}`,
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ userId }, audience, page) => store.ids(userId, audience, page),
    load: counted.loadMany,
    rules: playlistPolicy.view,
    present: (playlist, _entry, { baseUrl }) => present.listed(playlist, baseUrl),
  })

  async function getUserPlaylists(asked: PlaylistsAsked) {
    await users.requireById(asked.userId)
    return listPlaylists(asked)
  }

  const listVideos = list({
    scope: ({ playlistId }: PlaylistAsked) => `getPlaylistById ${playlistId}`,
    key: () => ['text'],
    unpaged: true,
    ids: ({ playlistId }, audience, page) => store.videoIds(playlistId, audience, page),
    load: videos.loadMany,
    rules: videoPolicy.view,
    present: (card, _entry, { baseUrl }) => presentVideos.card(card, baseUrl),
  })

  async function getPlaylistById(asked: PlaylistAsked) {
    const { viewer, playlistId, baseUrl } = asked
    const playlist = visible(viewer, await counted.find(playlistId, audienceOf(viewer)))
    const { docs, nextCursor } = await listVideos(asked)
    return { playlist: present.whole(playlist, docs, baseUrl), nextCursor }
  }

  async function updatePlaylist(viewer: Viewer, id: Id, changes: PlaylistChanges) {
    const playlist = await requireOwn(viewer, id)
    mustBeMade(playlist, 'Watch later keeps its name and stays private.')
    if (!(await store.update(id, changes, clock.now()))) throw appError('playlist_not_found')
    return changed(viewer, id)
  }

  async function deletePlaylist(viewer: Viewer, id: Id): Promise<void> {
    const playlist = await requireOwn(viewer, id)
    mustBeMade(playlist, 'Watch later cannot be deleted.')
    if (!(await store.remove(id))) throw appError('playlist_not_found')
    events.emit('playlist.changed', { playlistId: id })
  }

  async function addVideoToPlaylist(viewer: Viewer, id: Id, videoId: Id) {
    await requireOwn(viewer, id)
    await videos.requireVisible(viewer, videoId)
    const outcome = await store.addVideo(id, videoId, clock.now())
    if (outcome === 'there') throw appError('already_in_playlist')
    if (outcome === 'full') throw appError('playlist_full')
    if (outcome === 'no playlist') throw appError('playlist_not_found')
    if (outcome === 'no video') throw appError('video_not_found')
    return changed(viewer, id)
  }

  async function removeVideoFromPlaylist(viewer: Viewer, id: Id, videoId: Id) {
    await requireOwn(viewer, id)
    if (!(await store.removeVideo(id, videoId, clock.now()))) throw appError('not_in_playlist')
    return changed(viewer, id)
  }

  async function reorderPlaylist(viewer: Viewer, id: Id, move: { videoId: Id; afterVideoId: Id | null }) {
    await requireOwn(viewer, id)
    const { videoId, afterVideoId } = move
    if (videoId === afterVideoId) throw invalidField('afterVideoId', 'A video cannot stand behind itself.')
    if (!(await store.moveVideo(id, videoId, afterVideoId, clock.now()))) throw appError('not_in_playlist')
    return changed(viewer, id)
  }

  return {
    listed,
    createPlaylist,
    getUserPlaylists,
    getPlaylistById,
    updatePlaylist,
    deletePlaylist,
    addVideoToPlaylist,
    removeVideoFromPlaylist,
    reorderPlaylist,
    caches: { playlist_totals: counted.kept },
  }
}

function mustBeMade(playlist: Playlist, message: string): void {
  if (playlist.kind === 'watch_later') throw appError('not_allowed', { message })
}
