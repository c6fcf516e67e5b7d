import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import type { Tweet } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import field from '../../ui/field.module.css'
import { Notice, sentenceOf } from '../../ui/notice.tsx'
import styles from './posts.module.css'
import { changePosts } from './queries.ts'

const longest = 280

/** As people count: an emoji is one, whatever it is made of. */
const lengthOf = (content: string): number => [...new Intl.Segmenter().segment(content.trim())].length

/** A new post, or a change of one. */
export function PostForm({ post, onDone }: { post?: Tweet; onDone?(): void }) {
  const client = useQueryClient()
  const [content, setContent] = useState(post?.content ?? '')
  const save = useMutation({
    mutationFn: () =>
      post
        ? call('updateTweet', { params: { tweetId: post._id }, body: { content } })
        : call('createTweet', { body: { content } }),
    onSuccess: (made) => {
      if (post) changePosts(client, (rows) => rows.map((row) => (row._id === made._id ? made : row)))
      else changePosts(client, (rows, isFirst) => (isFirst ? [made, ...rows] : rows))
      setContent('')
      onDone?.()
    },
  })
  const left = longest - lengthOf(content)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (content.trim() && left >= 0) save.mutate()
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <textarea
        className={field.input}
        aria-label={post ? text.common.edit : text.posts.write}
        placeholder={text.posts.placeholder}
        value={content}
        rows={2}
        dir="auto"
        aria-invalid={left < 0}
        onChange={({ currentTarget }) => setContent(currentTarget.value)}
      />
      {save.error && <Notice look="wrong">{sentenceOf(save.error)}</Notice>}
      <div className={styles.formEnd}>
        <span className={left < 0 ? field.error : field.hint}>{text.posts.left(left)}</span>
        {post && (
          <Button isSmall look="quiet" onClick={onDone}>
            {text.common.cancel}
          </Button>
        )}
        <Button
          isSmall
          look="strong"
          type="submit"
          disabled={!content.trim() || left < 0}
          isBusy={save.isPending}
        >
          {post ? text.common.save : text.posts.submit}
        </Button>
      </div>
    </form>
  )
}
