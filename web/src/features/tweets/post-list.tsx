import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import type { Tweet } from '../../api/operations.ts'
import type { ListPage } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { Endless } from '../../ui/endless.tsx'
import { EmptyState, ErrorState } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { uniqueRows } from '../videos/grid.tsx'
import { PostRow } from './post-row.tsx'
import styles from './posts.module.css'

export function PostList({ query }: { query: UseInfiniteQueryResult<InfiniteData<ListPage<Tweet>>> }) {
  if (query.isPending) return <Skeleton blockSize="8rem" />
  if (query.isError && !query.data)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />
  const posts = uniqueRows(query.data?.pages ?? [])
  if (posts.length === 0) return <EmptyState icon={MessageSquareText} title={text.posts.none} />
  return (
    <>
      <ul className={styles.list}>
        {posts.map((post) => (
          <li key={post._id}>
            <PostRow post={post} />
          </li>
        ))}
      </ul>
      <Endless query={query} />
    </>
  )
}
