import { useInfiniteQuery } from '@tanstack/react-query'
import { Clapperboard } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { Link } from '../../router/link.tsx'
import { useParams, useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { EmptyState } from '../../ui/notice.tsx'
import tabs from '../../ui/tabs.module.css'
import { VideoGrid } from '../videos/grid.tsx'
import styles from './channel-page.module.css'

const orders = {
  newest: { label: text.home.newest, query: { sortBy: 'createdAt', sortType: 'desc' } },
  popular: { label: text.home.popular, query: { sortBy: 'views', sortType: 'desc' } },
  oldest: { label: text.channel.oldest, query: { sortBy: 'createdAt', sortType: 'asc' } },
} as const

export function ChannelVideos({ userId }: { userId: string }) {
  const { username } = useParams('channel')
  const { sort } = useSearch('channel')
  const order = sort === 'popular' || sort === 'oldest' ? sort : 'newest'
  const query = useInfiniteQuery(endless('getAllVideos', { query: { userId, ...orders[order].query } }))
  const isEmpty = query.data?.pages[0]?.rows.length === 0
  return (
    <>
      {!isEmpty && (
        <nav className={`${tabs.tabs} ${styles.orders}`} aria-label={text.home.order}>
          {Object.entries(orders).map(([name, { label }]) => (
            <Link
              key={name}
              to="channel"
              params={{ username }}
              search={{ sort: name === 'newest' ? undefined : name }}
              className={tabs.chip}
              aria-current={name === order ? 'page' : false}
              replace
            >
              {label}
            </Link>
          ))}
        </nav>
      )}
      <VideoGrid
        query={query}
        hidesOwner
        empty={<EmptyState icon={Clapperboard} title={text.channel.noVideos} />}
      />
    </>
  )
}
