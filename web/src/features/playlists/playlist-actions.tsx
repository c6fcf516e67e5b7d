import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pencil, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { call } from '../../api/client.ts'
import type { PlaylistDetail } from '../../api/operations.ts'
import { navigate } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { sayError } from '../../ui/toasts.tsx'
import { useViewer } from '../users/viewer.ts'
import { PlaylistDialog } from './playlist-dialog.tsx'

/** What its owner may do with a playlist. */
export function PlaylistActions({ playlist }: { playlist: PlaylistDetail }) {
  const { viewer } = useViewer()
  const client = useQueryClient()
  const dialog = useRef<HTMLDialogElement>(null)
  const { _id: playlistId, owner, isWatchLater } = playlist
  const remove = useMutation({
    mutationFn: () => call('deletePlaylist', { params: { playlistId } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['getUserPlaylists'] })
      navigate({ to: 'playlists' })
    },
    onError: sayError,
  })
  if (viewer?._id !== owner._id || isWatchLater) return null
  return (
    <>
      <Button onClick={() => dialog.current?.showModal()}>
        <Pencil size={18} aria-hidden />
        {text.common.edit}
      </Button>
      <Button look="danger" onClick={() => confirm(text.playlist.deleteQuestion) && remove.mutate()}>
        <Trash2 size={18} aria-hidden />
        {text.common.delete}
      </Button>
      <PlaylistDialog ref={dialog} playlist={playlist} />
    </>
  )
}
