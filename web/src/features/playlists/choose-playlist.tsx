import { useQuery } from '@tanstack/react-query'
import { ListVideo } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../ui/button.tsx'
import { ownPlaylistsQuery, PlaylistsDialog, shownName } from './playlists-dialog.tsx'

interface ChoosePlaylistProps {
  ref: RefObject<HTMLDialogElement | null>
  userId: string
  onChoose(playlistId: string): void
}

/** One of somebody's own playlists, or a new one. */
export function ChoosePlaylist({ ref, userId, onChoose }: ChoosePlaylistProps) {
  const { data: playlists = [] } = useQuery(ownPlaylistsQuery(userId))
  const choose = (playlistId: string): void => {
    ref.current?.close()
    onChoose(playlistId)
  }
  return (
    <PlaylistsDialog
      ref={ref}
      playlists={playlists}
      row={(playlist) => (
        <Button look="quiet" onClick={() => choose(playlist._id)}>
          <ListVideo size={18} aria-hidden />
          <span dir="auto">{shownName(playlist)}</span>
        </Button>
      )}
      onMade={({ _id }) => choose(_id)}
    />
  )
}
