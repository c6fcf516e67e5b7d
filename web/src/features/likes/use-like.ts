import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { VideoDetail } from '../../api/operations.ts'
import { sayError } from '../../ui/toasts.tsx'
import { videoQuery } from '../videos/queries.ts'

/** Likes a video or takes it back: shown at once, undone where it did not happen. */
export function useVideoLike(videoId: string) {
  const client = useQueryClient()
  const { queryKey } = videoQuery(videoId)
  const change = (more: (video: VideoDetail) => Partial<VideoDetail>): void => {
    client.setQueryData(queryKey, (video) => video && { ...video, ...more(video) })
  }
  return useMutation({
    mutationFn: (liked: boolean) => call('toggleVideoLike', { params: { videoId }, body: { liked } }),
    onMutate: async (liked) => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData(queryKey)
      change(({ likesCount }) => ({ isLiked: liked, likesCount: Math.max(0, likesCount + (liked ? 1 : -1)) }))
      return before
    },
    onError: (error, _liked, before) => {
      if (before) change(() => ({ isLiked: before.isLiked, likesCount: before.likesCount }))
      sayError(error)
    },
    onSuccess: ({ isLiked, likesCount }) => {
      change(() => ({ isLiked, likesCount }))
      void client.invalidateQueries({ queryKey: ['getLikedVideos'] })
    },
  })
}
