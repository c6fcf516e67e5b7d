import type { SelectHTMLAttributes } from 'react'
import type { VideoCard } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { SelectField } from '../../ui/field.tsx'

export type Privacy = VideoCard['privacy']

/** Who may see a video or a playlist. */
export const PrivacyField = (select: SelectHTMLAttributes<HTMLSelectElement>) => (
  <SelectField label={text.upload.privacy} name="privacy" {...select}>
    <option value="public">{text.upload.public}</option>
    <option value="unlisted">{text.upload.unlisted}</option>
    <option value="private">{text.upload.private}</option>
  </SelectField>
)
