import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { wrongFields } from '../../api/errors.ts'
import type { CurrentUser } from '../../api/operations.ts'
import { submitting } from '../../lib/form.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { LongTextField, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Section } from '../../ui/section.tsx'
import { say } from '../../ui/toasts.tsx'
import { viewerQuery } from '../users/viewer.ts'

const fieldOfCode = { email_taken: 'email' }

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
  const wrong = wrongFields(save.error, fieldOfCode)
  return (
    <Section title={text.settings.profile}>
      <form onSubmit={submitting(save.mutate)} noValidate>
        <FormProblem error={save.error} wrong={wrong} />
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
