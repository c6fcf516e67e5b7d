import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { Comment } from '../../api/operations.ts'
import { sayError } from '../../ui/toasts.tsx'
import { patchComment } from './queries.ts'

export function useCommentLike({ _id: commentId, isLiked, likesCount }: Comment) {
  const client = useQueryClient()
  const show = (state: Pick<Comment, 'isLiked' | 'likesCount'>): void =>
    patchComment(client, commentId, (row) => ({ ...row, ...state }))
  return useMutation({
    mutationFn: (liked: boolean) => call('toggleCommentLike', { params: { commentId }, body: { liked } }),
    onMutate: (liked) => show({ isLiked: liked, likesCount: Math.max(0, likesCount + (liked ? 1 : -1)) }),
    onError: (error) => {
      show({ isLiked, likesCount })
      sayError(error)
    },
    onSuccess: ({ isLiked: now, likesCount: count }) => show({ isLiked: now, likesCount: count }),
  })
}
