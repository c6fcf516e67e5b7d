import { useInfiniteQuery } from '@tanstack/react-query'
import { ListVideo } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { EndlessList } from '../../ui/endless-list.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import grid from '../videos/card.module.css'
import { PlaylistCard } from './playlist-card.tsx'

export function UserPlaylists({ userId }: { userId: string }) {
  const query = useInfiniteQuery(endless('getUserPlaylists', { params: { userId } }))
  return (
    <EndlessList
      query={query}
      className={grid.grid}
      skeleton={<Skeleton blockSize="12rem" />}
      empty={<EmptyState icon={ListVideo} title={text.channel.noPlaylists} />}
    >
      {(playlist) => <PlaylistCard playlist={playlist} />}
    </EndlessList>
  )
}
