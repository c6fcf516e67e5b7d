import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Heart, Pencil, Pin, Trash2 } from 'lucide-react'
import { call } from '../../api/client.ts'
import type { Comment } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { MenuButton, MoreMenu } from '../../ui/menu.tsx'
import { sayError } from '../../ui/toasts.tsx'
import { useViewer } from '../users/viewer.ts'
import { videoQuery } from '../videos/queries.ts'
import type { Commented } from './comment-row.tsx'
import { patchComment } from './queries.ts'

interface CommentActionsProps {
  comment: Comment
  video: Commented
  onEdit(): void
}

/** What its author and the owner of the video may do with a comment. */
export function CommentActions({ comment, video, onEdit }: CommentActionsProps) {
  const { viewer } = useViewer()
  const { pin, heart, remove } = useCommentActions(comment, video)
  const isOwn = viewer?._id === comment.owner?._id
  const isHost = viewer?._id === video.owner._id
  if (!viewer || !(isOwn || isHost)) return null
  return (
    <MoreMenu label={text.comments.actions}>
      {isHost && comment.parentId === null && (
        <MenuButton onClick={() => pin.mutate()}>
          <Pin size={18} aria-hidden />
          {comment.isPinned ? text.comments.unpin : text.comments.pin}
        </MenuButton>
      )}
      {isHost && (
        <MenuButton onClick={() => heart.mutate()}>
          <Heart size={18} aria-hidden />
          {comment.isHearted ? text.comments.unheart : text.comments.heart}
        </MenuButton>
      )}
      {isOwn && (
        <MenuButton onClick={onEdit}>
          <Pencil size={18} aria-hidden />
          {text.common.edit}
        </MenuButton>
      )}
      <MenuButton onClick={() => confirm(text.comments.deleteQuestion) && remove.mutate()}>
        <Trash2 size={18} aria-hidden />
        {text.common.delete}
      </MenuButton>
    </MoreMenu>
  )
}

function useCommentActions({ _id: commentId, isPinned, isHearted, repliesCount }: Comment, video: Commented) {
  const client = useQueryClient()
  const params = { commentId }
  const pin = useMutation({
    mutationFn: () => call(isPinned ? 'unpinComment' : 'pinComment', { params }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['getVideoComments', { videoId: video._id }] }),
    onError: sayError,
  })
  const heart = useMutation({
    mutationFn: () => call(isHearted ? 'unheartComment' : 'heartComment', { params }),
    onSuccess: () => patchComment(client, commentId, (row) => ({ ...row, isHearted: !isHearted })),
    onError: sayError,
  })
  const remove = useMutation({
    mutationFn: () => call('deleteComment', { params }),
    onSuccess: () => {
      patchComment(client, commentId, (row) =>
        repliesCount > 0 ? { ...row, isDeleted: true, owner: null, content: '' } : null,
      )
      client.setQueryData(
        videoQuery(video._id).queryKey,
        (shown) => shown && { ...shown, commentsCount: Math.max(0, shown.commentsCount - 1) },
      )
    },
    onError: sayError,
  })
  return { pin, heart, remove }
}
