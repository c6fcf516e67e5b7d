import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { text } from '../../text/text.ts'
import { ErrorState } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { useViewer } from '../users/viewer.ts'
import { PlaylistView } from './playlist-view.tsx'

export function WatchLaterPage() {
  const { viewer } = useViewer()
  return (
    <MembersOnly>
      <title>{text.title(text.nav.watchLater)}</title>
      {viewer && <WatchLater userId={viewer._id} />}
    </MembersOnly>
  )
}

/** It is among one's own playlists, always. */
function WatchLater({ userId }: { userId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['getUserPlaylists', 'watch later', userId],
    queryFn: ({ signal }) => call('getUserPlaylists', { params: { userId }, signal }),
    select: (playlists) => playlists.find(({ isWatchLater }) => isWatchLater)?._id,
  })
  if (error) return <ErrorState error={error} retry={() => void refetch()} isPage />
  return data ? <PlaylistView playlistId={data} /> : <Skeleton blockSize="20rem" />
}
