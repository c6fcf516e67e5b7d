import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { call } from '../../api/client.ts'
import { wrongFields } from '../../api/errors.ts'
import { submitting } from '../../lib/form.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Section } from '../../ui/section.tsx'
import { say } from '../../ui/toasts.tsx'

const fieldOfCode = { wrong_old_password: 'oldPassword' }

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
  const wrong = wrongFields(change.error, fieldOfCode)
  return (
    <Section title={text.settings.password}>
      <form ref={form} onSubmit={submitting(change.mutate)} noValidate>
        <FormProblem error={change.error} wrong={wrong} />
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
