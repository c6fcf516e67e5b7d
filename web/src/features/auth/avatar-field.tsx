import { useObjectUrl } from '../../lib/use-object-url.ts'
import { text } from '../../text/text.ts'
import field from '../../ui/field.module.css'
import { PictureButton } from '../../ui/picture-button.tsx'
import styles from './form.module.css'

interface AvatarFieldProps {
  picture: Blob | null
  onChange(picture: Blob): void
  error?: string
}

/** It is shown in a circle, at 256 pixels at most. */
const crop = { aspect: 1, widest: 512 }

export function AvatarField({ picture, onChange, error }: AvatarFieldProps) {
  const preview = useObjectUrl(picture)
  return (
    <div className={styles.picture}>
      {preview ? (
        <img className={styles.preview} src={preview} alt="" />
      ) : (
        <span className={styles.preview} aria-hidden="true" />
      )}
      <div className={field.field}>
        <PictureButton
          isSmall
          label={picture ? text.register.changeAvatar : text.register.chooseAvatar}
          crop={crop}
          onPicture={onChange}
        />
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
