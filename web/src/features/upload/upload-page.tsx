import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { UploadCloud } from 'lucide-react'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import type { OwnVideo } from '../../api/operations.ts'
import { useLeaveGuard } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { say } from '../../ui/toasts.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import styles from './upload.module.css'
import { UploadCard } from './upload-card.tsx'
import { useUploads } from './use-uploads.ts'

export function UploadPage() {
  return (
    <MembersOnly>
      <title>{text.title(text.upload.title)}</title>
      <Uploads />
    </MembersOnly>
  )
}

function Uploads() {
  const { uploads, isBusy, ...acts } = useUploads()
  useLeaveGuard(isBusy, text.upload.leave)
  useHarmlessDrops()
  const processing = useProcessing(uploads.flatMap(({ videoId }) => videoId ?? []))
  return (
    <div className={styles.page}>
      <h1>{text.upload.title}</h1>
      <DropZone onFiles={acts.add} isSmall={uploads.length > 0} />
      <ul className={styles.list}>
        {uploads.map((upload) => (
          <li key={upload.id}>
            <UploadCard upload={upload} acts={acts} processing={processing.get(upload.videoId ?? '')} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A file that is let go beside the field would be opened by the browser in the place of the page. */
function useHarmlessDrops(): void {
  useEffect(() => {
    const stay = (event: Event): void => event.preventDefault()
    addEventListener('dragover', stay)
    addEventListener('drop', stay)
    return () => {
      removeEventListener('dragover', stay)
      removeEventListener('drop', stay)
    }
  }, [])
}

const lookEveryMs = 2000

/** How far these are, asked for together until all are done: the newest own videos are few. */
function useProcessing(videoIds: string[]) {
  const { data = [] } = useQuery({
    queryKey: ['getChannelVideos', 'newest', videoIds.length],
    queryFn: ({ signal }) => call('getChannelVideos', { query: { limit: 50 }, signal }),
    enabled: videoIds.length > 0,
    staleTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (videoIds.every((id) => isDone(id, state.data)) ? false : lookEveryMs),
  })
  return new Map(data.map(({ _id, processing }) => [_id, processing]))
}

/** One that is not listed yet is not done. */
function isDone(videoId: string, videos: OwnVideo[] = []): boolean {
  const state = videos.find(({ _id }) => _id === videoId)?.processing.state
  return state === 'ready' || state === 'failed'
}

function DropZone({ onFiles, isSmall }: { onFiles(files: File[]): void; isSmall: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null): void => {
    const all = [...(files ?? [])]
    const [wrong] = all.filter((file) => !looksLikeVideo(file))
    if (wrong) say(text.upload.notVideo(wrong.name))
    onFiles(all.filter(looksLikeVideo))
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whoever cannot drag has the button inside
    <div
      className={styles.zone}
      data-over={isOver || undefined}
      data-small={isSmall || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <UploadCloud size={isSmall ? 24 : 40} aria-hidden />
      <p>
        {text.upload.drop} {text.upload.or}
      </p>
      <Button look="strong" onClick={() => input.current?.click()}>
        {text.upload.choose}
      </Button>
      <p className={styles.quiet}>{text.upload.hint}</p>
      <input
        ref={input}
        type="file"
        accept="video/*,.mkv,.flv,.avi"
        multiple
        hidden
        onChange={(event) => {
          take(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}

const looksLikeVideo = ({ type, name }: File): boolean =>
  type.startsWith('video/') || /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|flv|ts)$/i.test(name)
