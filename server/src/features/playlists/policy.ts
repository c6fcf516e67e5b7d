import { isOwner, policy } from '../../policy.ts'
import type { Playlist } from './store.ts'

export const playlistPolicy = policy({
  view: (viewer, playlist: Pick<Playlist, 'ownerId' | 'privacy'>) =>
    playlist.privacy !== 'private' || isOwner(viewer, playlist),
  edit: isOwner,
})
