import { Heart, Pin, ThumbsUp } from 'lucide-react'
import { memo, useRef, useState } from 'react'
import type { Comment, VideoDetail } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { compactNumber, momentOf, shownName, timeAgo } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { useAskLogIn } from '../users/ask-log-in.ts'
import { CommentActions } from './comment-actions.tsx'
import styles from './comments.module.css'
import { Composer } from './composer.tsx'
import { EditForm } from './edit-form.tsx'
import { Replies } from './replies.tsx'
import { useCommentLike } from './use-comment-like.ts'

/** What a comment needs to know of its video, which is told apart from how far somebody has watched. */
export type Commented = Pick<VideoDetail, '_id' | 'owner' | 'commentsEnabled'>

export interface CommentRowProps {
  comment: Comment
  video: Commented
  onSeek(seconds: number): void
  isReply?: boolean
}

/** Not made anew while it shows the same: a list grows to thousands of them. */
export const CommentRow = memo(function CommentRow({ comment, video, onSeek, isReply }: CommentRowProps) {
  const [mode, setMode] = useState<'read' | 'edit' | 'reply'>('read')
  const [isOpen, setOpen] = useState(false)
  const row = useRef<HTMLElement>(null)
  const { owner, isDeleted, repliesCount, isPinned } = comment
  const replies = repliesCount > 0 && !isReply && (
    <Replies {...{ comment, video, onSeek, isOpen }} onOpen={setOpen} />
  )
  if (isDeleted || !owner) {
    return (
      <article className={styles.row}>
        <span className={styles.nobody} />
        <div>
          <p className={styles.quiet}>{text.comments.deleted}</p>
          {replies}
        </div>
      </article>
    )
  }
  // Who wrote by keyboard goes on from the button that opened the field.
  const close = (): void => {
    const opener = mode === 'edit' ? 'button[aria-haspopup="menu"]' : 'button[data-reply]'
    row.current?.querySelector<HTMLElement>(opener)?.focus()
    setMode('read')
  }
  return (
    <article ref={row} className={styles.row}>
      <Link to="channel" params={{ username: owner.username }} tabIndex={-1} aria-hidden="true">
        <Avatar owner={owner} size={isReply ? 28 : 40} />
      </Link>
      <div className={styles.body}>
        {isPinned && (
          <p className={styles.pinned}>
            <Pin size={14} aria-hidden /> {text.comments.pinned}
          </p>
        )}
        <Byline comment={comment} isByVideoOwner={owner._id === video.owner._id} />
        {mode === 'edit' ? (
          <EditForm comment={comment} onDone={close} />
        ) : (
          <LinkedText onSeek={onSeek}>{comment.content}</LinkedText>
        )}
        <Reactions comment={comment} canReply={video.commentsEnabled} onReply={() => setMode('reply')} />
        {mode === 'reply' && (
          <Composer
            videoId={video._id}
            parent={{ _id: comment._id, name: owner.fullName }}
            onDone={close}
            onSent={() => setOpen(true)}
          />
        )}
        {replies}
      </div>
      <CommentActions comment={comment} video={video} onEdit={() => setMode('edit')} />
    </article>
  )
})

function Byline({ comment, isByVideoOwner }: { comment: Comment; isByVideoOwner: boolean }) {
  const { owner, createdAt, editedAt } = comment
  if (!owner) return null
  return (
    <p className={styles.byline}>
      <Link
        to="channel"
        params={{ username: owner.username }}
        className={isByVideoOwner ? styles.ownName : styles.name}
      >
        <bdi>{shownName(owner.fullName)}</bdi>
      </Link>{' '}
      <time className={styles.quiet} dateTime={createdAt} title={momentOf(createdAt)}>
        {timeAgo(createdAt)}
      </time>
      {editedAt && <span className={styles.quiet}> ({text.comments.edited})</span>}
    </p>
  )
}

function Reactions({ comment, canReply, onReply }: { comment: Comment; canReply: boolean; onReply(): void }) {
  const { isLiked, likesCount, isHearted } = comment
  const like = useCommentLike(comment)
  const ask = useAskLogIn()
  return (
    <div className={styles.reactions}>
      <Button
        isSmall
        look="quiet"
        aria-pressed={isLiked}
        aria-label={text.comments.like(likesCount)}
        onClick={ask(() => like.mutate(!isLiked))}
      >
        <ThumbsUp size={15} aria-hidden fill={isLiked ? 'currentColor' : 'none'} />
        {likesCount > 0 && compactNumber(likesCount)}
      </Button>
      {isHearted && (
        <span className={styles.heart} title={text.comments.hearted}>
          <Heart size={15} fill="currentColor" aria-hidden />
          <span className="visually-hidden">{text.comments.hearted}</span>
        </span>
      )}
      {canReply && (
        <Button isSmall look="quiet" data-reply onClick={ask(onReply)}>
          {text.comments.reply}
        </Button>
      )}
    </div>
  )
}
