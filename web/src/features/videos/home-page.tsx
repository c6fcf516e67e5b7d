import { useInfiniteQuery } from '@tanstack/react-query'
import { Clapperboard } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { Link } from '../../router/link.tsx'
import { useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { buttonClass } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import tabs from '../../ui/tabs.module.css'
import { VideoGrid } from './grid.tsx'
import styles from './home-page.module.css'

export function HomePage() {
  const isPopular = useSearch('home').sort === 'popular'
  const query = useInfiniteQuery(
    endless('getAllVideos', { query: { sortBy: isPopular ? 'views' : 'createdAt', sortType: 'desc' } }),
  )
  return (
    <>
      <title>{text.site}</title>
      <h1 className="visually-hidden">{text.home.title}</h1>
      <nav className={`${tabs.tabs} ${styles.order}`} aria-label={text.home.order}>
        <Link className={tabs.chip} to="home" aria-current={isPopular ? undefined : 'page'}>
          {text.home.newest}
        </Link>
        <Link
          className={tabs.chip}
          to="home"
          search={{ sort: 'popular' }}
          aria-current={isPopular ? 'page' : undefined}
        >
          {text.home.popular}
        </Link>
      </nav>
      <VideoGrid
        query={query}
        empty={
          <EmptyState icon={Clapperboard} title={text.home.emptyTitle}>
            <p>{text.home.empty}</p>
            <Link to="upload" className={buttonClass({ look: 'strong' })}>
              {text.nav.upload}
            </Link>
          </EmptyState>
        }
      />
    </>
  )
}
