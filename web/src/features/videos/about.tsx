import { Pencil } from 'lucide-react'
import { type RefObject, useState } from 'react'
import type { VideoDetail } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { dayOf, shownName, timeAgo } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { Notice } from '../../ui/notice.tsx'
import tabs from '../../ui/tabs.module.css'
import { LikeButton } from '../likes/like-button.tsx'
import { SaveButton } from '../playlists/save-button.tsx'
import { SubscribeButton } from '../subscriptions/subscribe-button.tsx'
import { useViewer } from '../users/viewer.ts'
import { ShareButton } from './share-button.tsx'
import styles from './watch-page.module.css'

interface AboutProps {
  video: VideoDetail
  player: RefObject<HTMLVideoElement | null>
  onSeek(seconds: number): void
}

/** What stands below a player: title, whose it is, what can be done with it, what is said of it. */
export function About({ video, player, onSeek }: AboutProps) {
  const { _id: videoId, title, owner, processing } = video
  const { viewer } = useViewer()
  const isPreparing = processing.state === 'queued' || processing.state === 'processing'
  return (
    <>
      <h1 className={styles.title} dir="auto">
        {title}
      </h1>
      {isPreparing && video.videoFile && <Notice>{text.watch.processingNote(processing.percent)}</Notice>}
      <div className={styles.bar}>
        <div className={styles.owner}>
          <Link to="channel" params={{ username: owner.username }} tabIndex={-1} aria-hidden="true">
            <Avatar owner={owner} size={40} />
          </Link>
          <div className={styles.ownerWords}>
            <Link to="channel" params={{ username: owner.username }} className={styles.ownerName}>
              <bdi>{shownName(owner.fullName)}</bdi>
            </Link>
            <span className={styles.quiet}>{text.channel.subscribers(owner.subscribersCount)}</span>
          </div>
          <SubscribeButton channel={owner} />
        </div>
        <div className={styles.actions}>
          <LikeButton video={video} />
          <SaveButton videoId={videoId} />
          <ShareButton video={video} player={player} />
          {viewer?._id === owner._id && (
            <Link to="studioVideo" params={{ videoId }} className={buttonClass({})}>
              <Pencil size={18} aria-hidden />
              {text.watch.edit}
            </Link>
          )}
        </div>
      </div>
      <Description video={video} onSeek={onSeek} />
    </>
  )
}

const longFrom = 240

function Description({ video, onSeek }: Pick<AboutProps, 'video' | 'onSeek'>) {
  const { description, views, publishedAt, createdAt, tags } = video
  const isLong = description.length > longFrom || description.split('\n').length > 3
  const [isOpen, setOpen] = useState(!isLong)
  const when = publishedAt ?? createdAt
  return (
    <section className={styles.description} aria-label={text.watch.description}>
      <p className={styles.facts}>
        {text.video.views(views)} ·{' '}
        <time dateTime={when} title={dayOf(when)}>
          {timeAgo(when)}
        </time>
      </p>
      {description && (
        <div className={isOpen ? undefined : styles.folded}>
          {/* Folded, its first lines are not spent on empty ones. */}
          <LinkedText onSeek={onSeek}>
            {isOpen ? description : description.replace(/\n\s*\n/g, '\n')}
          </LinkedText>
        </div>
      )}
      {isOpen && tags.length > 0 && (
        <ul className={styles.tags} aria-label={text.watch.tags}>
          {tags.map((tag) => (
            <li key={tag}>
              <Link to="search" search={{ query: `"${tag}"` }} className={tabs.chip} dir="auto">
                #{tag}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {isLong && (
        <Button
          isSmall
          look="quiet"
          className={styles.fold}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? text.watch.less : text.watch.more}
        </Button>
      )}
    </section>
  )
}
