import { useRef } from 'react'
import { useObjectUrl } from '../../lib/use-object-url.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import field from '../../ui/field.module.css'
import styles from './form.module.css'

interface AvatarFieldProps {
  picture: File | null
  onChange(picture: File | null): void
  error?: string
}

export function AvatarField({ picture, onChange, error }: AvatarFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const preview = useObjectUrl(picture)
  return (
    <div className={styles.picture}>
      {preview ? (
        <img className={styles.preview} src={preview} alt="" />
      ) : (
        <span className={styles.preview} aria-hidden="true" />
      )}
      <div className={field.field}>
        <input
          ref={input}
          type="file"
          accept="image/jpeg,image/png,image/webp,image/gif,image/avif"
          hidden
          onChange={(event) => onChange(event.currentTarget.files?.[0] ?? null)}
        />
        <Button isSmall onClick={() => input.current?.click()}>
          {picture ? text.register.changeAvatar : text.register.chooseAvatar}
        </Button>
        <p className={field.hint}>{text.register.avatarHint}</p>
        {error && (
          <p className={field.error} role="alert">
            {error}
          </p>
        )}
      </div>
    </div>
  )
}
