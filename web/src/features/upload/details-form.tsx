import type { FormEvent } from 'react'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { LongTextField, TextField } from '../../ui/field.tsx'
import { type Privacy, PrivacyField } from '../videos/privacy-field.tsx'
import { ThumbnailField } from './thumbnail-field.tsx'
import styles from './upload.module.css'
import type { Details } from './upload.ts'

interface DetailsFormProps {
  details: Details
  /** To take frames from. */
  file: File
  isBusy: boolean
  isDone: boolean
  /** There is nothing that could be published. */
  isOff: boolean
  onChange(details: Details): void
  onPublish(): void
}

export function DetailsForm({ details, file, isBusy, isDone, isOff, onChange, onPublish }: DetailsFormProps) {
  const set = (part: Partial<Details>): void => onChange({ ...details, ...part })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onPublish()
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.words}>
        <TextField
          label={text.upload.videoTitle}
          value={details.title}
          maxLength={150}
          required
          dir="auto"
          onChange={({ currentTarget }) => set({ title: currentTarget.value })}
        />
        <LongTextField
          label={text.upload.description}
          isOptional
          value={details.description}
          maxLength={5000}
          rows={4}
          onChange={({ currentTarget }) => set({ description: currentTarget.value })}
        />
        <TextField
          label={text.upload.tags}
          hint={text.upload.tagsHint}
          isOptional
          value={details.tags}
          dir="auto"
          onChange={({ currentTarget }) => set({ tags: currentTarget.value })}
        />
      </div>
      <div className={styles.words}>
        <ThumbnailField
          file={file}
          picture={details.thumbnail}
          onChange={(thumbnail) => set({ thumbnail })}
        />
        <PrivacyField
          value={details.privacy}
          onChange={({ currentTarget }) => set({ privacy: currentTarget.value as Privacy })}
        />
        <Button type="submit" look="strong" isBusy={isBusy} disabled={isDone || isOff}>
          {isDone ? text.upload.published : isBusy ? text.upload.publishing : text.upload.publish}
        </Button>
      </div>
    </form>
  )
}
