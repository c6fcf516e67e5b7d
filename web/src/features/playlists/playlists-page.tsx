import { Plus } from 'lucide-react'
import { useRef } from 'react'
import { navigate } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { useViewer } from '../users/viewer.ts'
import { PlaylistDialog } from './playlist-dialog.tsx'
import { UserPlaylists } from './user-playlists.tsx'

export function PlaylistsPage() {
  const { viewer } = useViewer()
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <MembersOnly>
      <PageHead title={text.nav.playlists}>
        <Button onClick={() => dialog.current?.showModal()}>
          <Plus size={18} aria-hidden />
          {text.playlist.new}
        </Button>
      </PageHead>
      {viewer && <UserPlaylists userId={viewer._id} />}
      <PlaylistDialog
        ref={dialog}
        onMade={({ _id: playlistId }) => navigate({ to: 'playlist', params: { playlistId } })}
      />
    </MembersOnly>
  )
}
