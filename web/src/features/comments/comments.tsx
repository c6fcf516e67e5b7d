import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { VideoDetail } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { EndlessList } from '../../ui/endless-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import tabs from '../../ui/tabs.module.css'
import { useMedia } from '../../ui/use-media.ts'
import { CommentRow } from './comment-row.tsx'
import styles from './comments.module.css'
import { Composer } from './composer.tsx'
import { type CommentOrder, commentsQuery } from './queries.ts'

interface CommentsProps {
  video: VideoDetail
  onSeek(seconds: number): void
}

const orders: { order: CommentOrder; label: string }[] = [
  { order: 'createdAt', label: text.comments.newest },
  { order: 'likes', label: text.comments.best },
]

export function Comments({ video, onSeek }: CommentsProps) {
  const [order, setOrder] = useState<CommentOrder>('createdAt')
  const { _id, owner, commentsEnabled } = video
  const commented = useMemo(() => ({ _id, owner, commentsEnabled }), [_id, owner, commentsEnabled])
  const query = useInfiniteQuery(commentsQuery(_id, order))
  // On a narrow screen (see watch-page.module.css) what is up next stands below the comments.
  const onlyAsked = useMedia('(width < 64rem)')
  return (
    <section className={styles.comments} aria-labelledby="comments-title">
      <div className={styles.head}>
        <h2 id="comments-title">{text.comments.title(video.commentsCount)}</h2>
        {/* biome-ignore lint/a11y/useSemanticElements: two buttons that belong together are no fieldset */}
        <div className={tabs.tabs} role="group" aria-label={text.comments.order}>
          {orders.map(({ order: name, label }) => (
            <button
              key={name}
              type="button"
              className={tabs.chip}
              aria-pressed={order === name}
              onClick={() => setOrder(name)}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
      {video.commentsEnabled ? <Composer videoId={video._id} /> : <Notice>{text.comments.disabled}</Notice>}
      <EndlessList
        query={query}
        onlyAsked={onlyAsked}
        className={styles.list}
        itemClass={styles.item}
        skeleton={<CommentsSkeleton />}
        empty={<p className={styles.quiet}>{text.comments.none}</p>}
      >
        {(comment) => <CommentRow comment={comment} video={commented} onSeek={onSeek} />}
      </EndlessList>
    </section>
  )
}

function CommentsSkeleton() {
  return (
    <div role="status" aria-label={text.common.loading} className={styles.list}>
      <Skeleton blockSize="3.5rem" />
      <Skeleton blockSize="3.5rem" />
      <Skeleton blockSize="3.5rem" />
    </div>
  )
}
