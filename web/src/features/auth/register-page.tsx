import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { ApiError, wrongFields } from '../../api/errors.ts'
import { focusFirstWrong, submitting } from '../../lib/form.ts'
import { Link } from '../../router/link.tsx'
import { useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { AvatarField } from './avatar-field.tsx'
import { drawnAvatar } from './drawn-avatar.ts'
import { enter } from './enter.ts'
import styles from './form.module.css'

type Fields = Record<'fullName' | 'username' | 'email' | 'password', string>

async function registerAndLogIn(fields: Fields, picture: Blob | null) {
  const wrong = problemsOf(fields)
  if (Object.keys(wrong).length > 0) {
    throw new ApiError({ status: 400, code: 'invalid_input', message: '', fields: wrong })
  }
  const avatar = picture ?? (await drawnAvatar(fields.fullName))
  await call('registerUser', { body: { ...fields, avatar } })
  return call('loginUser', { body: { username: fields.username, password: fields.password } })
}

/** What can be told without asking the server, so that nobody waits for it. */
function problemsOf({ fullName, username, email, password }: Fields): Partial<Fields> {
  return {
    ...(!fullName.trim() && { fullName: text.fields.required }),
    ...(!/^[a-z0-9._-]{3,30}$/i.test(username.trim()) && { username: text.fields.username }),
    ...(!/^\S+@\S+\.\S+$/.test(email.trim()) && { email: text.fields.email }),
    ...([...password.normalize('NFC')].length < 8 && { password: text.fields.passwordShort }),
  }
}

const fieldOfCode = {
  username_taken: 'username',
  email_taken: 'email',
  unsupported_file_type: 'avatar',
  not_a_picture: 'avatar',
  picture_too_large: 'avatar',
  file_too_large: 'avatar',
}

export function RegisterPage() {
  const { to } = useSearch('register')
  const form = useRef<HTMLFormElement>(null)
  const [picture, setPicture] = useState<Blob | null>(null)
  const register = useMutation({
    mutationFn: (fields: Fields) => registerAndLogIn(fields, picture),
    onSuccess: ({ accessToken }) => enter(accessToken, to),
    onError: () => focusFirstWrong(form.current),
  })
  const wrong = wrongFields(register.error, fieldOfCode)
  return (
    <div className={styles.page}>
      <title>{text.title(text.register.title)}</title>
      <div className={styles.card}>
        <h1>{text.register.welcome}</h1>
        <FormProblem error={register.error} wrong={wrong} />
        <form
          ref={form}
          className={styles.form}
          onSubmit={submitting((fields) => register.mutate(fields as Fields))}
          noValidate
        >
          <AvatarField picture={picture} onChange={setPicture} error={wrong.avatar} />
          <TextField
            label={text.register.fullName}
            hint={text.register.fullNameHint}
            name="fullName"
            autoComplete="name"
            maxLength={80}
            dir="auto"
            required
            error={wrong.fullName}
          />
          <TextField
            label={text.register.username}
            hint={text.register.usernameHint}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={30}
            required
            error={wrong.username}
          />
          <TextField
            label={text.register.email}
            type="email"
            name="email"
            autoComplete="email"
            required
            error={wrong.email}
          />
          <PasswordField
            label={text.register.password}
            hint={text.register.passwordHint}
            name="password"
            autoComplete="new-password"
            maxLength={128}
            required
            error={wrong.password}
          />
          <Button type="submit" look="strong" isBusy={register.isPending}>
            {text.register.submit}
          </Button>
        </form>
        <p className={styles.other}>
          {text.register.haveAccount}{' '}
          <Link to="login" search={{ to }}>
            {text.register.logIn}
          </Link>
        </p>
      </div>
    </div>
  )
}
