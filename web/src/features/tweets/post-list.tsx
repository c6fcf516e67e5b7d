import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import type { Tweet } from '../../api/operations.ts'
import type { ListPage } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { EndlessList } from '../../ui/endless-list.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { PostRow } from './post-row.tsx'
import styles from './posts.module.css'

export function PostList({ query }: { query: UseInfiniteQueryResult<InfiniteData<ListPage<Tweet>>> }) {
  return (
    <EndlessList
      query={query}
      className={styles.list}
      skeleton={<Skeleton blockSize="8rem" />}
      empty={<EmptyState icon={MessageSquareText} title={text.posts.none} />}
    >
      {(post) => <PostRow post={post} />}
    </EndlessList>
  )
}
