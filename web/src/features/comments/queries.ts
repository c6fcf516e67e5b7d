import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Comment } from '../../api/operations.ts'
import { endless, type ListPage } from '../../api/pages.ts'

export type CommentOrder = 'createdAt' | 'likes'

export const commentsQuery = (videoId: string, sortBy: CommentOrder) =>
  endless('getVideoComments', { params: { videoId }, query: { sortBy } }, 20)

export const repliesQuery = (commentId: string) => endless('getCommentReplies', { params: { commentId } }, 20)

type Pages = InfiniteData<ListPage<Comment>>

/** Changes one comment wherever it is shown; null takes it out. */
export function patchComment(
  client: QueryClient,
  id: string,
  change: (comment: Comment) => Comment | null,
): void {
  for (const queryKey of [['getVideoComments'], ['getCommentReplies']]) {
    client.setQueriesData<Pages>({ queryKey }, (data) => {
      if (!data) return data
      const pages = data.pages.map((page) => ({
        ...page,
        rows: page.rows.flatMap((row) => (row._id === id ? (change(row) ?? []) : row)),
      }))
      return { ...data, pages }
    })
  }
}

/** Puts a new comment first in the lists that it belongs to. */
export function prependComment(client: QueryClient, comment: Comment): void {
  const { parentId, video } = comment
  const queryKey = parentId
    ? ['getCommentReplies', { commentId: parentId }]
    : ['getVideoComments', { videoId: video }]
  client.setQueriesData<Pages>({ queryKey }, (data) => {
    const [first, ...rest] = data?.pages ?? []
    if (!data || !first) return data
    const pinned = first.rows.filter(({ isPinned }) => isPinned)
    const others = first.rows.filter(({ isPinned }) => !isPinned)
    return { ...data, pages: [{ ...first, rows: [...pinned, comment, ...others] }, ...rest] }
  })
  if (parentId) patchComment(client, parentId, (row) => ({ ...row, repliesCount: row.repliesCount + 1 }))
}
