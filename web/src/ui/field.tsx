import { Eye, EyeOff } from 'lucide-react'
import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
  useState,
} from 'react'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import styles from './field.module.css'

interface Around {
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
}

interface Inner {
  id: string
  className: string | undefined
  'aria-invalid': boolean
  'aria-describedby': string | undefined
}

function Field({ label, hint, error, isOptional, children }: Around & { children(inner: Inner): ReactNode }) {
  const id = useId()
  // What is wrong says the same, and more.
  const shownHint = error ? undefined : hint
  const about = [error && `${id}-error`, shownHint && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label} {isOptional && <span className={styles.optional}>({text.common.optional})</span>}
      </label>
      {children({
        id,
        className: styles.input,
        'aria-invalid': Boolean(error),
        'aria-describedby': about || undefined,
      })}
      {shownHint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {shownHint}
        </p>
      )}
      {error && (
        <p className={styles.error} id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

export function TextField({
  label,
  hint,
  error,
  isOptional,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field {...{ label, hint, error, isOptional }}>
      {(inner) => <input type="text" {...input} {...inner} />}
    </Field>
  )
}

export function LongTextField({
  label,
  hint,
  error,
  isOptional,
  ...area
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field {...{ label, hint, error, isOptional }}>
      {(inner) => <textarea dir="auto" {...area} {...inner} />}
    </Field>
  )
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...select
}: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field {...{ label, hint, error }}>
      {(inner) => (
        <select {...select} {...inner}>
          {children}
        </select>
      )}
    </Field>
  )
}

export function PasswordField({
  label,
  hint,
  error,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement>) {
  const [isShown, show] = useState(false)
  return (
    <Field {...{ label, hint, error }}>
      {(inner) => (
        <div className={styles.withButton}>
          <input {...input} {...inner} type={isShown ? 'text' : 'password'} />
          <Button
            isIcon
            isSmall
            look="quiet"
            className={styles.inside}
            aria-label={isShown ? text.password.hide : text.password.show}
            aria-pressed={isShown}
            onClick={() => show(!isShown)}
          >
            {isShown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
          </Button>
        </div>
      )}
    </Field>
  )
}
