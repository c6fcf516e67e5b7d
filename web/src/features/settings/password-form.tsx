import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import { fieldsOf } from '../../lib/form.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { Notice, sentenceOf } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { say } from '../../ui/toasts.tsx'

export function PasswordForm() {
  const form = useRef<HTMLFormElement>(null)
  const change = useMutation({
    mutationFn: ({ oldPassword, newPassword = '' }: Record<string, string>) =>
      call('changeCurrentPassword', { body: { oldPassword, newPassword } }),
    onSuccess: () => {
      form.current?.reset()
      say(text.settings.passwordChanged)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    change.mutate(fieldsOf(event.currentTarget))
  }
  const wrong = wrongFields(change.error)
  return (
    <Section title={text.settings.password}>
      <form ref={form} onSubmit={submit} noValidate>
        {change.error && Object.keys(wrong).length === 0 && (
          <Notice look="wrong">{sentenceOf(change.error)}</Notice>
        )}
        <PasswordField
          label={text.settings.oldPassword}
          name="oldPassword"
          autoComplete="current-password"
          error={wrong.oldPassword}
        />
        <PasswordField
          label={text.settings.newPassword}
          hint={text.register.passwordHint}
          name="newPassword"
          autoComplete="new-password"
          error={wrong.newPassword}
        />
        <Button type="submit" look="strong" isBusy={change.isPending}>
          {text.settings.changePassword}
        </Button>
      </form>
    </Section>
  )
}

function wrongFields(error: unknown): Readonly<Record<string, string>> {
  if (!isApiError(error)) return {}
  return error.code === 'wrong_old_password' ? { oldPassword: error.message } : error.fields
}
