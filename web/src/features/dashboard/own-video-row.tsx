import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Eye, EyeOff, MessageSquare, Pencil, ThumbsUp, Trash2 } from 'lucide-react'
import { call } from '../../api/client.ts'
import type { OwnVideo } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { clockTime, compactNumber, dayOf } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { sayError } from '../../ui/toasts.tsx'
import styles from './studio.module.css'

interface OwnVideoRowProps {
  video: OwnVideo
  isSelected: boolean
  onSelect(isSelected: boolean): void
}

export function OwnVideoRow({ video, isSelected, onSelect }: OwnVideoRowProps) {
  const { _id: videoId, title, thumbnailSmall, duration, views, likesCount, commentsCount, createdAt } = video
  return (
    <article className={styles.row}>
      <label className={styles.mark}>
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={text.studio.select(title)}
          onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
        />
      </label>
      <div className={styles.picture}>
        <img src={thumbnailSmall} alt="" width={160} height={90} loading="lazy" />
        {duration > 0 && <span>{clockTime(duration)}</span>}
      </div>
      <div className={styles.words}>
        <h3 className={styles.name} dir="auto">
          <Link to="watch" params={{ videoId }}>
            {title}
          </Link>
        </h3>
        <p className={styles.quiet}>
          <Facts>
            {...statesOf(video)}
            {dayOf(createdAt)}
          </Facts>
        </p>
        <p className={styles.figures}>
          <span>{text.video.views(views)}</span>
          <span>
            <ThumbsUp size={14} aria-hidden />{' '}
            <span className="visually-hidden">{text.studio.totalLikes}</span>
            {compactNumber(likesCount)}
          </span>
          <Link
            to="studioComments"
            params={{ videoId }}
            aria-label={text.studio.commentsOn(title, commentsCount)}
          >
            <MessageSquare size={14} aria-hidden /> {compactNumber(commentsCount)}
          </Link>
        </p>
      </div>
      <Actions video={video} />
    </article>
  )
}

function statesOf({ processing: { state, percent, error }, isPublished, privacy }: OwnVideo): string[] {
  if (state === 'failed') return [error ?? text.studio.failed]
  const parts = [isPublished ? text.studio.published : text.video.unpublished]
  if (privacy !== 'public') parts.push(text.video[privacy])
  if (state !== 'ready') parts.push(text.studio.preparing(percent))
  return parts
}

function Actions({ video }: { video: OwnVideo }) {
  const { _id: videoId, title, isPublished } = video
  const client = useQueryClient()
  const onSuccess = (): void => {
    for (const name of ['getChannelVideos', 'getChannelStats', 'getAllVideos']) {
      void client.invalidateQueries({ queryKey: [name] })
    }
  }
  const toggle = useMutation({
    mutationFn: () =>
      call('togglePublishStatus', { params: { videoId }, body: { isPublished: !isPublished } }),
    onSuccess,
    onError: sayError,
  })
  const remove = useMutation({
    mutationFn: () => call('deleteVideo', { params: { videoId } }),
    onSuccess,
    onError: sayError,
  })
  const publish = isPublished ? text.studio.unpublish(title) : text.studio.publish(title)
  return (
    <div className={styles.actions}>
      <Link
        to="studioVideo"
        params={{ videoId }}
        className={buttonClass({ look: 'quiet', isIcon: true })}
        aria-label={text.studio.edit(title)}
      >
        <Pencil size={18} aria-hidden />
      </Link>
      <Button
        isIcon
        look="quiet"
        aria-label={publish}
        isBusy={toggle.isPending}
        onClick={() => toggle.mutate()}
      >
        {isPublished ? <Eye size={18} aria-hidden /> : <EyeOff size={18} aria-hidden />}
      </Button>
      <Button
        isIcon
        look="quiet"
        aria-label={text.studio.delete(title)}
        isBusy={remove.isPending}
        onClick={() => confirm(text.studio.deleteQuestion(title)) && remove.mutate()}
      >
        <Trash2 size={18} aria-hidden />
      </Button>
    </div>
  )
}
