import type { Id } from '../../lib/id.ts'
import { isOwner, policy } from '../../policy.ts'
import type { Privacy } from '../videos/store.ts'

export const playlistPolicy = policy({
  view: (viewer, playlist: { ownerId: Id; privacy: Privacy }) =>
    playlist.privacy !== 'private' || isOwner(viewer, playlist),
  edit: isOwner,
})
