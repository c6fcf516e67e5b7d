import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { isApiError } from '../../api/errors.ts'
import { Link } from '../../router/link.tsx'
import { navigate, useParams } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { ErrorState, NotFound } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Comments } from '../comments/comments.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { useViewer } from '../users/viewer.ts'
import { videoQuery } from '../videos/queries.ts'
import styles from './studio.module.css'

export function StudioCommentsPage() {
  return (
    <MembersOnly>
      <CommentsOnOwnVideo />
    </MembersOnly>
  )
}

/** What people say of a video of one's own, to be answered, pinned, given a heart or deleted. */
function CommentsOnOwnVideo() {
  const { videoId } = useParams('studioComments')
  const { viewer } = useViewer()
  const { data: video, error, refetch } = useQuery(videoQuery(videoId))
  const seek = useCallback(
    (seconds: number): void => navigate({ to: 'watch', params: { videoId }, search: { t: String(seconds) } }),
    [videoId],
  )
  if (isApiError(error) && [400, 404].includes(error.status)) return <NotFound />
  if (error) return <ErrorState error={error} retry={() => void refetch()} isPage />
  if (!video) return <Skeleton blockSize="20rem" />
  if (video.owner._id !== viewer?._id) return <NotFound />
  return (
    <div className={styles.edit}>
      <PageHead title={text.studio.comments} />
      <p className={styles.about} dir="auto">
        <Link to="watch" params={{ videoId }}>
          {video.title}
        </Link>
      </p>
      <Comments video={video} onSeek={seek} />
    </div>
  )
}
