import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import type { CurrentUser } from '../../api/operations.ts'
import { fieldsOf } from '../../lib/form.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { LongTextField, TextField } from '../../ui/field.tsx'
import { Notice, sentenceOf } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { say } from '../../ui/toasts.tsx'
import { viewerQuery } from '../users/viewer.ts'

export function ProfileForm({ viewer }: { viewer: CurrentUser }) {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (body: Record<string, string>) => call('updateAccountDetails', { body }),
    onSuccess: (user) => {
      client.setQueryData(viewerQuery.queryKey, (now) => now && { ...now, ...user })
      void client.invalidateQueries({ queryKey: ['getUserChannelProfile'] })
      say(text.settings.saved)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    save.mutate(fieldsOf(event.currentTarget))
  }
  const wrong = wrongFields(save.error)
  return (
    <Section title={text.settings.profile}>
      <form onSubmit={submit} noValidate>
        {save.error && Object.keys(wrong).length === 0 && (
          <Notice look="wrong">{sentenceOf(save.error)}</Notice>
        )}
        <TextField
          label={text.register.fullName}
          name="fullName"
          defaultValue={viewer.fullName}
          maxLength={80}
          autoComplete="name"
          dir="auto"
          error={wrong.fullName}
        />
        <TextField
          label={text.register.email}
          name="email"
          type="email"
          defaultValue={viewer.email}
          autoComplete="email"
          error={wrong.email}
        />
        <LongTextField
          label={text.settings.bio}
          name="bio"
          isOptional
          defaultValue={viewer.bio}
          maxLength={1000}
          error={wrong.bio}
        />
        <Button type="submit" look="strong" isBusy={save.isPending}>
          {text.common.save}
        </Button>
      </form>
    </Section>
  )
}

function wrongFields(error: unknown): Readonly<Record<string, string>> {
  if (!isApiError(error)) return {}
  return error.code === 'email_taken' ? { email: error.message } : error.fields
}
