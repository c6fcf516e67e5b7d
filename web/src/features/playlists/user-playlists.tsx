import { useInfiniteQuery } from '@tanstack/react-query'
import { ListVideo } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { Endless } from '../../ui/endless.tsx'
import { EmptyState, ErrorState } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import grid from '../videos/card.module.css'
import { uniqueRows } from '../videos/grid.tsx'
import { PlaylistCard } from './playlist-card.tsx'

export function UserPlaylists({ userId }: { userId: string }) {
  const query = useInfiniteQuery(endless('getUserPlaylists', { params: { userId } }))
  if (query.isPending) return <Skeleton blockSize="12rem" />
  if (query.isError && !query.data)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />
  const playlists = uniqueRows(query.data?.pages ?? [])
  if (playlists.length === 0) return <EmptyState icon={ListVideo} title={text.channel.noPlaylists} />
  return (
    <>
      <ul className={grid.grid}>
        {playlists.map((playlist) => (
          <li key={playlist._id}>
            <PlaylistCard playlist={playlist} />
          </li>
        ))}
      </ul>
      <Endless query={query} />
    </>
  )
}
