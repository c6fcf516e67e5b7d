import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pencil, ThumbsUp, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { Tweet } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { compactNumber, momentOf, shownName, timeAgo } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { MenuButton, MoreMenu } from '../../ui/menu.tsx'
import { sayError } from '../../ui/toasts.tsx'
import { useAskLogIn } from '../users/ask-log-in.ts'
import { useViewer } from '../users/viewer.ts'
import { PostForm } from './post-form.tsx'
import styles from './posts.module.css'
import { changePosts } from './queries.ts'

export function PostRow({ post }: { post: Tweet }) {
  const [isEditing, edit] = useState(false)
  const { owner, content, createdAt } = post
  return (
    <article className={styles.post}>
      <Link to="channel" params={{ username: owner.username }} tabIndex={-1} aria-hidden="true">
        <Avatar owner={owner} size={40} />
      </Link>
      <div className={styles.body}>
        <p className={styles.byline}>
          <Link to="channel" params={{ username: owner.username }} className={styles.name}>
            <bdi>{shownName(owner.fullName)}</bdi>
          </Link>{' '}
          <time dateTime={createdAt} title={momentOf(createdAt)} className={styles.quiet}>
            {timeAgo(createdAt)}
          </time>
        </p>
        {isEditing ? <PostForm post={post} onDone={() => edit(false)} /> : <LinkedText>{content}</LinkedText>}
        <PostLike post={post} />
      </div>
      <PostActions post={post} onEdit={() => edit(true)} />
    </article>
  )
}

function PostLike({ post: { _id: tweetId, isLiked, likesCount } }: { post: Tweet }) {
  const client = useQueryClient()
  const ask = useAskLogIn()
  const show = (state: Pick<Tweet, 'isLiked' | 'likesCount'>): void =>
    changePosts(client, (rows) => rows.map((row) => (row._id === tweetId ? { ...row, ...state } : row)))
  const like = useMutation({
    mutationFn: (liked: boolean) => call('toggleTweetLike', { params: { tweetId }, body: { liked } }),
    onMutate: (liked) => show({ isLiked: liked, likesCount: Math.max(0, likesCount + (liked ? 1 : -1)) }),
    onError: (error) => {
      show({ isLiked, likesCount })
      sayError(error)
    },
    onSuccess: (state) => show({ isLiked: state.isLiked, likesCount: state.likesCount }),
  })
  return (
    <Button
      isSmall
      look="quiet"
      className={styles.like}
      aria-pressed={isLiked}
      aria-label={text.posts.like(likesCount)}
      onClick={ask(() => like.mutate(!isLiked))}
    >
      <ThumbsUp size={16} aria-hidden fill={isLiked ? 'currentColor' : 'none'} />
      {likesCount > 0 && compactNumber(likesCount)}
    </Button>
  )
}

function PostActions({ post: { _id: tweetId, owner }, onEdit }: { post: Tweet; onEdit(): void }) {
  const { viewer } = useViewer()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call('deleteTweet', { params: { tweetId } }),
    onSuccess: () => changePosts(client, (rows) => rows.filter(({ _id }) => _id !== tweetId)),
    onError: sayError,
  })
  if (viewer?._id !== owner._id) return null
  return (
    <MoreMenu label={text.posts.actions}>
      <MenuButton onClick={onEdit}>
        <Pencil size={18} aria-hidden />
        {text.common.edit}
      </MenuButton>
      <MenuButton onClick={() => confirm(text.posts.deleteQuestion) && remove.mutate()}>
        <Trash2 size={18} aria-hidden />
        {text.common.delete}
      </MenuButton>
    </MoreMenu>
  )
}
