import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { call } from '../../api/client.ts'
import { wrongFields } from '../../api/errors.ts'
import { focusFirstWrong, submitting } from '../../lib/form.ts'
import { Link } from '../../router/link.tsx'
import { useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { Notice, sentenceOf } from '../../ui/notice.tsx'
import { enter } from './enter.ts'
import styles from './form.module.css'

const fieldOfCode = { user_not_found: 'username', wrong_password: 'password' }

export function LoginPage() {
  const { to } = useSearch('login')
  const form = useRef<HTMLFormElement>(null)
  const logIn = useMutation({
    mutationFn: (body: { username: string; password: string }) => call('loginUser', { body }),
    onSuccess: ({ accessToken }) => enter(accessToken, to),
    onError: () => focusFirstWrong(form.current),
  })
  const submit = submitting(({ username = '', password = '' }) => logIn.mutate({ username, password }))
  const wrong = wrongFields(logIn.error, fieldOfCode)
  return (
    <div className={styles.page}>
      <title>{text.title(text.logIn.title)}</title>
      <div className={styles.card}>
        <h1>{text.logIn.welcome}</h1>
        {to && !logIn.error && <Notice>{text.logIn.needed}</Notice>}
        {logIn.error && !wrong.username && !wrong.password && (
          <Notice look="wrong">{sentenceOf(logIn.error)}</Notice>
        )}
        <form ref={form} className={styles.form} onSubmit={submit} noValidate>
          <TextField
            label={text.logIn.name}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            error={wrong.username}
          />
          <PasswordField
            label={text.logIn.password}
            name="password"
            autoComplete="current-password"
            required
            error={wrong.password}
          />
          <Button type="submit" look="strong" isBusy={logIn.isPending}>
            {text.logIn.submit}
          </Button>
        </form>
        <p className={styles.other}>
          {text.logIn.noAccount}{' '}
          <Link to="register" search={{ to }}>
            {text.logIn.register}
          </Link>
        </p>
      </div>
    </div>
  )
}
