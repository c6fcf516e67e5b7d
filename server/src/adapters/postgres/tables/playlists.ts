import type { Generated } from 'kysely'
import type { PlaylistKind } from '../../../features/playlists/store.ts'
import type { Privacy } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'

export interface PlaylistTables {
  playlists: {
    id: Id
    owner_id: Id
    kind: Generated<PlaylistKind>
    name: string
    description: Generated<string>
    privacy: Privacy
    created_at: Date
    updated_at: Date
  }
  playlist_entries: {
    playlist_id: Id
    video_id: Id
    /** Sorts byte by byte: lib/position.ts. */
    position: string
    added_at: Date
  }
}
