import { useParams } from '../../router/router.tsx'
import { PlaylistView } from './playlist-view.tsx'

export function PlaylistPage() {
  const { playlistId } = useParams('playlist')
  return <PlaylistView playlistId={playlistId} />
}
