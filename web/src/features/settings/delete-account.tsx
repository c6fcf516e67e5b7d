import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { call } from '../../api/client.ts'
import { dropSession } from '../../api/session.ts'
import { fieldsOf } from '../../lib/form.ts'
import { navigate } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogEnd } from '../../ui/dialog.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { sentenceOf } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import styles from './settings.module.css'

export function DeleteAccount() {
  const dialog = useRef<HTMLDialogElement>(null)
  const remove = useMutation({
    mutationFn: (password: string) => call('deleteAccount', { body: { password } }),
    onSuccess: () => {
      navigate({ to: 'home' })
      dropSession()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    remove.mutate(fieldsOf(event.currentTarget).password ?? '')
  }
  return (
    <Section title={text.settings.delete}>
      <p className={styles.quiet}>{text.settings.deleteText}</p>
      <div>
        <Button look="danger" onClick={() => dialog.current?.showModal()}>
          {text.settings.delete}
        </Button>
      </div>
      <Dialog ref={dialog} title={text.settings.delete}>
        <p>{text.settings.deleteText}</p>
        <form onSubmit={submit}>
          <PasswordField
            label={text.settings.deletePassword}
            name="password"
            autoComplete="current-password"
            error={remove.error ? sentenceOf(remove.error) : undefined}
          />
          <DialogEnd>
            <Button look="quiet" onClick={() => dialog.current?.close()}>
              {text.common.cancel}
            </Button>
            <Button type="submit" look="danger" isBusy={remove.isPending}>
              {text.settings.deleteSubmit}
            </Button>
          </DialogEnd>
        </form>
      </Dialog>
    </Section>
  )
}
