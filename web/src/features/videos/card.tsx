import { lazy, memo, type ReactNode, Suspense, useState } from 'react'
import type { VideoCard as Video } from '../../api/operations.ts'
import { classNames } from '../../lib/class-names.ts'
import { Link } from '../../router/link.tsx'
import { clockTime, shownName, spokenTime, timeAgo } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Facts } from '../../ui/facts.tsx'
import styles from './card.module.css'

const CardPreview = lazy(async () => ({ default: (await import('./card-preview.tsx')).CardPreview }))

interface CardProps {
  video: Video
  /** `grid` above each other, `row` beside each other, `small` the same beside a player. */
  look?: 'grid' | 'row' | 'small'
  /** The first that is seen: its picture comes before the others. */
  isFirst?: boolean
  /** Seconds that were watched. */
  position?: number
  /** The playlist that goes on after it. */
  list?: string
  actions?: ReactNode
  /** On the page of its channel nobody needs to be told whose it is. */
  hidesOwner?: boolean
}

/** Not made anew while it shows the same: a list grows to thousands of them. */
export const VideoCard = memo(function VideoCard({
  video,
  look = 'grid',
  isFirst,
  position = 0,
  list,
  actions,
  hidesOwner,
}: CardProps) {
  const { _id: videoId, title, owner, views, publishedAt, createdAt } = video
  const Title = look === 'small' ? 'h3' : 'h2'
  const [isLookedAt, lookAt] = useState(false)
  const hasAvatar = look === 'grid' && !hidesOwner
  return (
    <article
      className={classNames(styles.card, look !== 'grid' && styles.row, look === 'small' && styles.small)}
      onPointerEnter={({ pointerType }) => lookAt(pointerType === 'mouse')}
      onPointerLeave={() => lookAt(false)}
    >
      <Picture video={video} isFirst={isFirst} position={position} isLookedAt={isLookedAt} look={look} />
      <div className={styles.body} data-look={look}>
        {hasAvatar && (
          <Link
            to="channel"
            params={{ username: owner.username }}
            className={styles.above}
            tabIndex={-1}
            aria-hidden="true"
          >
            <Avatar owner={owner} size={36} />
          </Link>
        )}
        <div className={styles.words}>
          <Title className={styles.title} dir="auto">
            <Link to="watch" params={{ videoId }} search={{ list }}>
              {title}
            </Link>
          </Title>
          {!hidesOwner && (
            <span className={styles.byline}>
              <Link to="channel" params={{ username: owner.username }}>
                <bdi>{shownName(owner.fullName)}</bdi>
              </Link>
            </span>
          )}
          <span className={styles.byline}>
            <Facts>
              {text.video.views(views)}
              <time dateTime={publishedAt ?? createdAt}>{timeAgo(publishedAt ?? createdAt)}</time>
            </Facts>
          </span>
          {look === 'row' && video.description && (
            <p className={styles.description} dir="auto">
              {video.description}
            </p>
          )}
        </div>
        {actions && <div className={styles.above}>{actions}</div>}
      </div>
    </article>
  )
})

interface PictureProps extends Pick<CardProps, 'video' | 'isFirst' | 'position'> {
  isLookedAt: boolean
  look: keyof typeof widths
}

/** How wide its picture is, for the browser to choose the file; a telephone is content with fewer pixels than it has. */
const widths = {
  grid: '(width < 40rem) 65vw, 22rem',
  row: '(width < 40rem) 65vw, 22rem',
  small: '10.5rem',
} as const

function Picture({ video, isFirst, position = 0, isLookedAt, look }: PictureProps) {
  const { thumbnail, thumbnailSmall, duration, videoFile, storyboard } = video
  const watched = duration > 0 ? Math.min(100, Math.round((position / duration) * 100)) : 0
  return (
    <div className={styles.picture}>
      <img
        src={thumbnailSmall}
        srcSet={thumbnail === thumbnailSmall ? undefined : `${thumbnailSmall} 480w, ${thumbnail} 1280w`}
        sizes={widths[look]}
        alt=""
        width={480}
        height={270}
        loading={isFirst ? 'eager' : 'lazy'}
        fetchPriority={isFirst ? 'high' : 'auto'}
        decoding="async"
      />
      {isLookedAt && storyboard && (
        <Suspense>
          <CardPreview storyboard={storyboard} />
        </Suspense>
      )}
      {badgeOf(video) && <span className={styles.badge}>{badgeOf(video)}</span>}
      {duration > 0 && (
        <span className={styles.duration}>
          <span aria-hidden="true">{clockTime(duration)}</span>
          <span className="visually-hidden">{text.video.duration(spokenTime(duration))}</span>
        </span>
      )}
      {watched > 0 && videoFile && (
        <span className={styles.progress}>
          <span style={{ inlineSize: `${watched}%` }} />
          <span className="visually-hidden">{text.video.watched(watched)}</span>
        </span>
      )}
    </div>
  )
}

function badgeOf({ isPublished, privacy, videoFile }: Video): string | null {
  if (!isPublished) return text.video.unpublished
  if (privacy === 'private') return text.video.private
  if (privacy === 'unlisted') return text.video.unlisted
  return videoFile ? null : text.video.preparing
}
