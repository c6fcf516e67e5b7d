import { useId } from 'react'
import { isApiError } from '../../api/errors.ts'
import type { Processing } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { clockTime, sizeOf } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { sentenceOf } from '../../ui/notice.tsx'
import { DetailsForm } from './details-form.tsx'
import styles from './upload.module.css'
import type { Details, Upload } from './upload.ts'

interface UploadCardProps {
  upload: Upload
  processing: Processing | undefined
  acts: {
    edit(id: string, details: Details): void
    publish(id: string): void
    again(id: string): void
    remove(upload: Upload): void
  }
}

export function UploadCard({ upload, processing, acts }: UploadCardProps) {
  const { id, file, details, stage, videoId, publishing } = upload
  const titleId = useId()
  const hasFailed = stage.name === 'failed'
  const isPublishing = !hasFailed && (publishing === 'wanted' || publishing === 'running')
  return (
    <article className={styles.card} aria-labelledby={titleId}>
      <header className={styles.head}>
        <h2 id={titleId} className={styles.name} dir="auto">
          {details.title || file.name}
        </h2>
        <span className={styles.quiet}>{sizeOf(file.size)}</span>
        {hasFailed && !isRefusal(stage.error) && (
          <Button onClick={() => acts.again(id)}>{text.common.retry}</Button>
        )}
        {stage.name === 'waiting' && <Button onClick={stage.hurry}>{text.upload.now}</Button>}
        {!videoId && (
          <Button look="quiet" onClick={() => acts.remove(upload)}>
            {hasFailed ? text.upload.remove : text.upload.cancel}
          </Button>
        )}
        {videoId && (
          <Link to="watch" params={{ videoId }} className={buttonClass({ look: 'line' })}>
            {text.upload.watch}
          </Link>
        )}
      </header>
      <State upload={upload} processing={processing} />
      <DetailsForm
        details={details}
        file={file}
        isBusy={isPublishing}
        isDone={publishing === 'done'}
        isOff={hasFailed}
        onChange={(next) => acts.edit(id, next)}
        onPublish={() => acts.publish(id)}
      />
    </article>
  )
}

/** The file itself will not do: too large, of another kind, or damaged. */
const isRefusal = (error: unknown): boolean => isApiError(error) && [413, 415, 422].includes(error.status)

function State({ upload, processing }: Pick<UploadCardProps, 'upload' | 'processing'>) {
  const { percent, words, isWrong } = stateOf(upload, processing)
  return (
    <div className={styles.state}>
      <progress max={100} value={percent} aria-label={text.upload.progress(upload.file.name)} />
      <p className={isWrong ? styles.wrong : styles.quiet} role={isWrong ? 'alert' : undefined}>
        {words}
      </p>
    </div>
  )
}

interface Shown {
  percent: number
  words: string
  isWrong?: boolean
}

function stateOf({ stage, file, publishing }: Upload, processing: Processing | undefined): Shown {
  if (stage.name === 'failed') return { percent: 0, words: sentenceOf(stage.error), isWrong: true }
  if (stage.name === 'queued') return { percent: 0, words: text.upload.queued }
  if (stage.name === 'waiting')
    return { percent: 0, words: text.upload.retrying(stage.seconds), isWrong: true }
  if (stage.name === 'sending') return sendingOf(stage.sentBytes, stage.bytesPerSecond, file.size)
  const said = publishing === 'done' ? text.upload.published : text.upload.notPublished
  if (!processing) return { percent: 0, words: text.upload.checking }
  if (processing.state === 'failed')
    return { percent: 0, words: processing.error ?? text.upload.failed, isWrong: true }
  if (processing.state === 'ready') return { percent: 100, words: `${text.upload.ready}. ${said}` }
  return { percent: processing.percent, words: `${text.upload.preparing(processing.percent)}. ${said}` }
}

function sendingOf(sentBytes: number, bytesPerSecond: number, size: number): Shown {
  if (sentBytes >= size) return { percent: 100, words: text.upload.checking }
  const percent = Math.floor((sentBytes / Math.max(1, size)) * 100)
  const left = bytesPerSecond > 0 ? clockTime((size - sentBytes) / bytesPerSecond) : null
  const speed = left ? ` · ${text.upload.speed(sizeOf(bytesPerSecond), left)}` : ''
  return { percent, words: text.upload.sending(percent) + speed }
}
