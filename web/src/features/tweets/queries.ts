import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Tweet } from '../../api/operations.ts'
import { endless, type ListPage } from '../../api/pages.ts'

export const allPosts = () => endless('getAllTweets', {}, 20)
export const postsOf = (userId: string) => endless('getUserTweets', { params: { userId } }, 20)

type Pages = InfiniteData<ListPage<Tweet>>

/** Changes the rows of every list of posts. */
export function changePosts(client: QueryClient, change: (rows: Tweet[], isFirst: boolean) => Tweet[]): void {
  for (const queryKey of [['getAllTweets'], ['getUserTweets']]) {
    client.setQueriesData<Pages>(
      { queryKey },
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page, index) => ({ ...page, rows: change(page.rows, index === 0) })),
        },
    )
  }
}
