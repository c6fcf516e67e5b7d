import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import { queryClient } from '../../api/query-client.ts'
import { keepSession } from '../../api/session.ts'
import { fieldsOf, focusFirstWrong } from '../../lib/form.ts'
import { Link } from '../../router/link.tsx'
import { navigateTo, useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { Notice, sentenceOf } from '../../ui/notice.tsx'
import { viewerQuery } from '../users/viewer.ts'
import styles from './form.module.css'
import { localPath } from './local-path.ts'

export function LoginPage() {
  const { to } = useSearch('login')
  const form = useRef<HTMLFormElement>(null)
  const logIn = useMutation({
    mutationFn: (body: { username: string; password: string }) => call('loginUser', { body }),
    onSuccess: ({ accessToken }) => {
      keepSession(accessToken)
      void queryClient.prefetchQuery(viewerQuery)
      navigateTo(localPath(to), { replace: true })
    },
    onError: () => focusFirstWrong(form.current),
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const { username = '', password = '' } = fieldsOf(event.currentTarget)
    logIn.mutate({ username, password })
  }
  const wrong = wrongFields(logIn.error)
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

/** The server names the field of what cannot be read, and what else is wrong by its code. */
function wrongFields(error: unknown): { username?: string; password?: string } {
  if (!isApiError(error)) return {}
  if (error.code === 'user_not_found') return { username: error.message }
  if (error.code === 'wrong_password') return { password: error.message }
  return error.fields
}
