import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ListPlus } from 'lucide-react'
import { useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import type { Playlist } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { sayError } from '../../ui/toasts.tsx'
import { useAskLogIn } from '../users/ask-log-in.ts'
import { useViewer } from '../users/viewer.ts'
import { ownPlaylistsQuery, PlaylistsDialog, shownName } from './playlists-dialog.tsx'
import styles from './save-button.module.css'

/** Puts a video into playlists of one's own, and takes it out. */
export function SaveButton({ videoId }: { videoId: string }) {
  const { viewer } = useViewer()
  const ask = useAskLogIn()
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  const { playlists, toggle } = useOwnPlaylists(viewer?._id, videoId, isOpen)
  const open = (): void => {
    setOpen(true)
    dialog.current?.showModal()
  }
  return (
    <>
      <Button onClick={ask(open)}>
        <ListPlus size={18} aria-hidden />
        {text.watch.save}
      </Button>
      <PlaylistsDialog
        ref={dialog}
        playlists={playlists}
        row={(playlist) => (
          <label className={styles.choice}>
            <input
              type="checkbox"
              checked={playlist.videos.includes(videoId)}
              onChange={({ currentTarget }) => toggle.mutate({ playlist, isIn: currentTarget.checked })}
            />
            <span dir="auto">{shownName(playlist)}</span>
          </label>
        )}
        onMade={(playlist) => toggle.mutate({ playlist, isIn: true })}
      />
    </>
  )
}

function useOwnPlaylists(userId: string | undefined, videoId: string, isOpen: boolean) {
  const client = useQueryClient()
  const query = ownPlaylistsQuery(userId ?? '')
  const { data: playlists = [] } = useQuery({ ...query, enabled: isOpen && userId !== undefined })
  const mark = (id: string, isIn: boolean): void => {
    client.setQueryData(query.queryKey, (all) =>
      all?.map((one) =>
        one._id === id
          ? {
              ...one,
              videos: isIn ? [...one.videos, videoId] : one.videos.filter((video) => video !== videoId),
            }
          : one,
      ),
    )
  }
  const toggle = useMutation({
    mutationFn: ({ playlist, isIn }: { playlist: Playlist; isIn: boolean }) =>
      call(isIn ? 'addVideoToPlaylist' : 'removeVideoFromPlaylist', {
        params: { videoId, playlistId: playlist._id },
      }),
    onMutate: ({ playlist, isIn }) => mark(playlist._id, isIn),
    onSuccess: (_answer, { playlist }) => {
      void client.invalidateQueries({ queryKey: ['getPlaylistById', playlist._id] })
      void client.invalidateQueries({ queryKey: ['getUserPlaylists'] })
    },
    onError: (error, { playlist, isIn }) => {
      // A long list tells only of its first videos: that it was there already is as good.
      if (isApiError(error) && error.code === 'already_in_playlist') return
      mark(playlist._id, !isIn)
      sayError(error)
    },
  })
  return { playlists, toggle }
}
