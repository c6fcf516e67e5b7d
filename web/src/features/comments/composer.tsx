import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { Link } from '../../router/link.tsx'
import { useHere } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import field from '../../ui/field.module.css'
import { Notice, sentenceOf } from '../../ui/notice.tsx'
import { useViewer } from '../users/viewer.ts'
import { videoQuery } from '../videos/queries.ts'
import styles from './comments.module.css'
import { prependComment } from './queries.ts'

interface ComposerProps {
  videoId: string
  /** What is answered. */
  parent?: { _id: string; name: string }
  onDone?(): void
  /** Before `onDone`, when it was not given up. */
  onSent?(): void
}

const longest = 5000

export function Composer({ videoId, parent, onDone, onSent }: ComposerProps) {
  const { viewer, isExpected } = useViewer()
  const { path, search } = useHere()
  if (isExpected) return null
  if (!viewer) {
    return (
      <p>
        <Link to="login" search={{ to: path + search }}>
          {text.comments.logIn}
        </Link>
      </p>
    )
  }
  return (
    <div className={styles.composer}>
      <Avatar owner={viewer} size={parent ? 28 : 40} />
      <ComposerForm {...{ videoId, parent, onDone, onSent }} />
    </div>
  )
}

function ComposerForm({ videoId, parent, onDone, onSent }: ComposerProps) {
  const client = useQueryClient()
  // Sent again with the same key, a comment is not written twice.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const [content, setContent] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const add = useMutation({
    mutationFn: () =>
      call('addComment', { params: { videoId }, body: { content, parentId: parent?._id }, idempotencyKey }),
    onSuccess: (comment) => {
      prependComment(client, comment)
      client.setQueryData(
        videoQuery(videoId).queryKey,
        (video) => video && { ...video, commentsCount: video.commentsCount + 1 },
      )
      setContent('')
      setKey(crypto.randomUUID())
      onSent?.()
      onDone?.()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (content.trim()) add.mutate()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit()
  }
  return (
    <form ref={form} className={styles.form} onSubmit={submit}>
      <textarea
        className={field.input}
        aria-label={parent ? text.comments.replyTo(parent.name) : text.comments.add}
        placeholder={parent ? text.comments.replyTo(parent.name) : text.comments.placeholder}
        value={content}
        maxLength={longest}
        rows={1}
        dir="auto"
        // biome-ignore lint/a11y/noAutofocus: the field opens because somebody wants to write in it
        autoFocus={parent !== undefined}
        onChange={(event) => {
          setContent(event.currentTarget.value)
          if (add.isError) setKey(crypto.randomUUID())
        }}
        onKeyDown={onKey}
      />
      {add.error && <Notice look="wrong">{sentenceOf(add.error)}</Notice>}
      {(content || parent) && (
        <div className={styles.formEnd}>
          <Button
            isSmall
            look="quiet"
            onClick={() => {
              setContent('')
              onDone?.()
            }}
          >
            {text.common.cancel}
          </Button>
          <Button isSmall look="strong" type="submit" disabled={!content.trim()} isBusy={add.isPending}>
            {parent ? text.comments.reply : text.comments.submit}
          </Button>
        </div>
      )}
    </form>
  )
}
