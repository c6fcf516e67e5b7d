import { queryOptions } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type ReactNode, type RefObject, useRef } from 'react'
import { call } from '../../api/client.ts'
import type { Playlist } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PlaylistDialog } from './playlist-dialog.tsx'
import styles from './save-button.module.css'

/** Those that somebody can save to. */
export const ownPlaylistsQuery = (userId: string) =>
  queryOptions({
    queryKey: ['getUserPlaylists', 'to save to', userId],
    queryFn: ({ signal }) => call('getUserPlaylists', { params: { userId }, query: { limit: 100 }, signal }),
  })

export const shownName = ({ name, isWatchLater }: Playlist): string =>
  isWatchLater ? text.nav.watchLater : name

interface PlaylistsDialogProps {
  ref: RefObject<HTMLDialogElement | null>
  playlists: Playlist[]
  row(playlist: Playlist): ReactNode
  onMade(playlist: Playlist): void
}

/** Playlists of one's own to save to, and a way to a new one. */
export function PlaylistsDialog({ ref, playlists, row, onMade }: PlaylistsDialogProps) {
  const making = useRef<HTMLDialogElement>(null)
  return (
    <>
      <Dialog ref={ref} title={text.playlist.saveTo}>
        <ul className={styles.list}>
          {playlists.map((playlist) => (
            <li key={playlist._id}>{row(playlist)}</li>
          ))}
        </ul>
        <Button look="line" onClick={() => making.current?.showModal()}>
          <Plus size={18} aria-hidden />
          {text.playlist.new}
        </Button>
      </Dialog>
      <PlaylistDialog ref={making} onMade={onMade} />
    </>
  )
}
