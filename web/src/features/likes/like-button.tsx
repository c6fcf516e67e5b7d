import { ThumbsUp } from 'lucide-react'
import type { VideoDetail } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { useAskLogIn } from '../users/ask-log-in.ts'
import { useVideoLike } from './use-like.ts'

export function LikeButton({ video }: { video: VideoDetail }) {
  const { _id, isLiked, likesCount } = video
  const like = useVideoLike(_id)
  const ask = useAskLogIn()
  return (
    <Button
      aria-pressed={isLiked}
      aria-label={text.watch.like(likesCount)}
      onClick={ask(() => like.mutate(!isLiked))}
    >
      <ThumbsUp size={18} aria-hidden fill={isLiked ? 'currentColor' : 'none'} />
      {text.watch.likes(likesCount)}
    </Button>
  )
}
