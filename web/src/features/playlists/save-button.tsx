import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ListPlus, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import type { Playlist } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { sayError } from '../../ui/toasts.tsx'
import { useAskLogIn } from '../users/ask-log-in.ts'
import { useViewer } from '../users/viewer.ts'
import { PlaylistDialog } from './playlist-dialog.tsx'
import styles from './save-button.module.css'

/** Puts a video into playlists of one's own, and takes it out. */
export function SaveButton({ videoId }: { videoId: string }) {
  const { viewer } = useViewer()
  const ask = useAskLogIn()
  const dialog = useRef<HTMLDialogElement>(null)
  const making = useRef<HTMLDialogElement>(null)
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
      <Dialog ref={dialog} title={text.playlist.saveTo}>
        <ul className={styles.list}>
          {playlists.map((playlist) => (
            <li key={playlist._id}>
              <label className={styles.choice}>
                <input
                  type="checkbox"
                  checked={playlist.videos.includes(videoId)}
                  onChange={({ currentTarget }) => toggle.mutate({ playlist, isIn: currentTarget.checked })}
                />
                <span dir="auto">{playlist.isWatchLater ? text.nav.watchLater : playlist.name}</span>
              </label>
            </li>
          ))}
        </ul>
        <Button look="line" onClick={() => making.current?.showModal()}>
          <Plus size={18} aria-hidden />
          {text.playlist.new}
        </Button>
      </Dialog>
      <PlaylistDialog ref={making} onMade={(playlist) => toggle.mutate({ playlist, isIn: true })} />
    </>
  )
}

function useOwnPlaylists(userId: string | undefined, videoId: string, isOpen: boolean) {
  const client = useQueryClient()
  const queryKey = ['getUserPlaylists', 'to save to', userId]
  const { data: playlists = [] } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      call('getUserPlaylists', { params: { userId: userId! }, query: { limit: 100 }, signal }),
    enabled: isOpen && userId !== undefined,
  })
  const mark = (id: string, isIn: boolean): void => {
    client.setQueryData<Playlist[]>(queryKey, (all) =>
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
