import { useQuery } from '@tanstack/react-query'
import { ListVideo, Plus } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import { call } from '../../api/client.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PlaylistDialog } from './playlist-dialog.tsx'
import styles from './save-button.module.css'

interface ChoosePlaylistProps {
  ref: RefObject<HTMLDialogElement | null>
  userId: string
  onChoose(playlistId: string): void
}

/** One of somebody's own playlists, or a new one. */
export function ChoosePlaylist({ ref, userId, onChoose }: ChoosePlaylistProps) {
  const making = useRef<HTMLDialogElement>(null)
  const { data: playlists = [] } = useQuery({
    queryKey: ['getUserPlaylists', 'to save to', userId],
    queryFn: ({ signal }) => call('getUserPlaylists', { params: { userId }, query: { limit: 100 }, signal }),
  })
  const choose = (playlistId: string): void => {
    ref.current?.close()
    onChoose(playlistId)
  }
  return (
    <>
      <Dialog ref={ref} title={text.playlist.saveTo}>
        <ul className={styles.list}>
          {playlists.map(({ _id, name, isWatchLater }) => (
            <li key={_id}>
              <Button look="quiet" onClick={() => choose(_id)}>
                <ListVideo size={18} aria-hidden />
                <span dir="auto">{isWatchLater ? text.nav.watchLater : name}</span>
              </Button>
            </li>
          ))}
        </ul>
        <Button look="line" onClick={() => making.current?.showModal()}>
          <Plus size={18} aria-hidden />
          {text.playlist.new}
        </Button>
      </Dialog>
      <PlaylistDialog ref={making} onMade={({ _id }) => choose(_id)} />
    </>
  )
}
