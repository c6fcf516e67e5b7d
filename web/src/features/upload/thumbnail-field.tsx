import { ImagePlus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useObjectUrl } from '../../lib/use-object-url.ts'
import { text } from '../../text/text.ts'
import { pictureKinds } from '../../ui/picture-button.tsx'
import { framesOf } from './frames.ts'
import styles from './upload.module.css'

interface ThumbnailFieldProps {
  file: File
  picture: Blob | null
  onChange(picture: Blob | null): void
}

/** A frame of the video or a picture of one's own. */
export function ThumbnailField({ file, picture, onChange }: ThumbnailFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const frames = useFrames(file)
  const [own, setOwn] = useState<File | null>(null)
  const choices = own ? [...frames, own] : frames
  return (
    <fieldset className={styles.thumbnails}>
      <legend className={styles.legend}>{text.upload.thumbnail}</legend>
      <div className={styles.frames}>
        {choices.map((frame, index) => (
          <Choice
            // biome-ignore lint/suspicious/noArrayIndexKey: they are never moved
            key={index}
            picture={frame}
            label={frame === own ? own.name : text.upload.frame(index + 1)}
            isChosen={frame === picture}
            onChoose={() => onChange(frame === picture ? null : frame)}
          />
        ))}
        <button type="button" className={styles.frame} onClick={() => input.current?.click()}>
          <ImagePlus size={20} aria-hidden />
          {text.upload.chooseThumbnail}
        </button>
      </div>
      <p className={styles.quiet}>{text.upload.thumbnailHint}</p>
      <input
        ref={input}
        type="file"
        accept={pictureKinds}
        hidden
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0] ?? null
          setOwn(chosen)
          onChange(chosen)
        }}
      />
    </fieldset>
  )
}

interface ChoiceProps {
  picture: Blob
  label: string
  isChosen: boolean
  onChoose(): void
}

function Choice({ picture, label, isChosen, onChoose }: ChoiceProps) {
  const url = useObjectUrl(picture)
  return (
    <button
      type="button"
      className={styles.frame}
      aria-pressed={isChosen}
      aria-label={label}
      onClick={onChoose}
    >
      {url && <img src={url} alt="" />}
    </button>
  )
}

function useFrames(file: File): Blob[] {
  const [frames, setFrames] = useState<Blob[]>([])
  useEffect(() => {
    const ended = new AbortController()
    framesOf(file, ended.signal).then(
      (found) => ended.signal.aborted || setFrames(found),
      () => {},
    )
    return () => ended.abort()
  }, [file])
  return frames
}
