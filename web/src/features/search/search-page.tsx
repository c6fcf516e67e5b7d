import { useInfiniteQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { Link } from '../../router/link.tsx'
import { useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { EmptyState } from '../../ui/notice.tsx'
import tabs from '../../ui/tabs.module.css'
import { VideoGrid } from '../videos/grid.tsx'
import { SearchBox } from './search-box.tsx'
import styles from './search-page.module.css'

const orders = {
  relevance: { sortBy: 'relevance', label: text.searchPage.relevance, sortType: 'desc' },
  newest: { sortBy: 'createdAt', label: text.searchPage.newest, sortType: 'desc' },
  views: { sortBy: 'views', label: text.searchPage.views, sortType: 'desc' },
  longest: { sortBy: 'duration', label: text.searchPage.longest, sortType: 'desc' },
  shortest: { sortBy: 'duration', label: text.searchPage.shortest, sortType: 'asc' },
} as const

const isOrder = (word: string | undefined): word is keyof typeof orders =>
  word !== undefined && word in orders

export function SearchPage() {
  const { query = '', sort } = useSearch('search')
  const order = isOrder(sort) ? sort : 'relevance'
  const { sortBy, sortType } = orders[order]
  const found = useInfiniteQuery({
    ...endless('getAllVideos', { query: { query, sortBy, sortType } }),
    enabled: query !== '',
  })
  const total = found.data?.pages[0]?.total
  return (
    <>
      <title>{text.title(text.searchPage.title(query))}</title>
      <div className={styles.box}>
        <SearchBox />
      </div>
      <h1 className={styles.title} dir="auto">
        {text.searchPage.title(query)}
      </h1>
      {query && (
        <nav className={`${tabs.tabs} ${styles.orders}`} aria-label={text.searchPage.sort}>
          {Object.entries(orders).map(([name, { label }]) => (
            <Link
              key={name}
              className={tabs.chip}
              to="search"
              search={{ query, sort: name === 'relevance' ? undefined : name }}
              aria-current={name === order ? 'page' : undefined}
              replace
            >
              {label}
            </Link>
          ))}
        </nav>
      )}
      <p className={styles.count} role="status">
        {total ? text.searchPage.found(total) : ''}
      </p>
      {query ? (
        <VideoGrid
          query={found}
          look="row"
          empty={
            <EmptyState icon={SearchX} title={text.searchPage.none}>
              <p>{text.searchPage.noneHint}</p>
            </EmptyState>
          }
        />
      ) : (
        <EmptyState icon={SearchX} title={text.searchPage.begin} />
      )}
    </>
  )
}
