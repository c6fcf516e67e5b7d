import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { Comment } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import field from '../../ui/field.module.css'
import { Notice, sentenceOf } from '../../ui/notice.tsx'
import styles from './comments.module.css'
import { patchComment } from './queries.ts'

export function EditForm({ comment, onDone }: { comment: Comment; onDone(): void }) {
  const client = useQueryClient()
  const [content, setContent] = useState(comment.content)
  const save = useMutation({
    mutationFn: () => call('updateComment', { params: { commentId: comment._id }, body: { content } }),
    onSuccess: (changed) => {
      patchComment(client, comment._id, () => changed)
      onDone()
    },
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <textarea
        className={field.input}
        aria-label={text.common.edit}
        value={content}
        maxLength={5000}
        dir="auto"
        // biome-ignore lint/a11y/noAutofocus: the field opens because somebody wants to write in it
        autoFocus
        onChange={(event) => setContent(event.currentTarget.value)}
      />
      {save.error && <Notice look="wrong">{sentenceOf(save.error)}</Notice>}
      <div className={styles.formEnd}>
        <Button isSmall look="quiet" onClick={onDone}>
          {text.common.cancel}
        </Button>
        <Button isSmall look="strong" type="submit" disabled={!content.trim()} isBusy={save.isPending}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}
