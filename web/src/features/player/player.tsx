import './elements.ts'
import { RectangleHorizontal } from 'lucide-react'
import { type ReactNode, type RefObject, useDeferredValue, useEffect, useRef } from 'react'
import { text } from '../../text/text.ts'
import styles from './player.module.css'
import { SettingsMenu } from './settings-menu.tsx'
import { usePlayerKeys } from './use-keys.ts'
import { type Sources, usePlayback } from './use-playback.ts'

export interface PlayerProps {
  sources: Sources
  poster: string | null
  /** WebVTT that names pictures for the time line. */
  storyboard: string | null
  title: string
  /** Seconds at which to begin. */
  startAt?: number
  isMuted?: boolean
  autoPlay?: boolean
  /** Where the player is now, every few seconds and when it stops; seconds. */
  onProgress?(position: number): void
  onEnded?(): void
  onTheatre?(): void
  /** For who wants to seek. */
  handle?: RefObject<HTMLVideoElement | null>
  /** What lies over a player that has nothing to play. */
  children?: ReactNode
}

/** The one player: whatever plays the video is known here alone. */
export function Player(props: PlayerProps) {
  const {
    sources,
    poster,
    storyboard,
    title,
    startAt = 0,
    isMuted,
    autoPlay,
    onEnded,
    onTheatre,
    children,
  } = props
  const own = useRef<HTMLVideoElement>(null)
  const video = props.handle ?? own
  const playback = usePlayback(video, sources, startAt)
  usePlayerKeys(video, onTheatre)
  useProgress(video, props.onProgress)
  // The elements of the bars measure the page as they come: after the picture.
  const hasBars = useDeferredValue(true, false)
  const isCrossOrigin = storyboard !== null && new URL(storyboard, location.href).origin !== location.origin
  return (
    <media-controller className={styles.player} nohotkeys aria-label={text.watch.player}>
      <video
        ref={video}
        slot="media"
        playsInline
        autoPlay={autoPlay}
        muted={isMuted}
        poster={poster ?? undefined}
        crossOrigin={isCrossOrigin ? 'anonymous' : undefined}
        aria-label={title}
        onEnded={onEnded}
      >
        {storyboard && <track kind="metadata" label="thumbnails" src={storyboard} default />}
      </video>
      <media-loading-indicator slot="centered-chrome" noautohide />
      {hasBars && (
        <div className={styles.bars}>
          <media-time-range />
          <media-control-bar className={styles.controls}>
            <media-play-button />
            <media-mute-button />
            <media-volume-range />
            <media-time-display showduration notoggle />
            <span className={styles.space} />
            <SettingsMenu video={video} playback={playback} />
            {onTheatre && (
              <button
                type="button"
                className={`${styles.control} ${styles.theatre}`}
                aria-label={text.watch.theatre}
                title={`${text.watch.theatre} (t)`}
                onClick={onTheatre}
              >
                <RectangleHorizontal size={20} aria-hidden />
              </button>
            )}
            <media-pip-button />
            <media-fullscreen-button />
          </media-control-bar>
        </div>
      )}
      {(children || playback.hasFailed) && (
        <div className={styles.cover}>
          {playback.hasFailed ? <p role="alert">{text.watch.playbackFailed}</p> : children}
        </div>
      )}
    </media-controller>
  )
}

const progressEveryMs = 5000

function useProgress(
  video: RefObject<HTMLVideoElement | null>,
  onProgress?: (position: number) => void,
): void {
  const latest = useRef(onProgress)
  useEffect(() => {
    latest.current = onProgress
  })
  useEffect(() => {
    const element = video.current
    if (!element) return
    let told = 0
    const tell = (): void => {
      told = performance.now()
      if (element.currentTime > 0) latest.current?.(element.currentTime)
    }
    const onTime = (): void => {
      if (!element.paused && performance.now() - told > progressEveryMs) tell()
    }
    element.addEventListener('timeupdate', onTime)
    element.addEventListener('pause', tell)
    return () => {
      element.removeEventListener('timeupdate', onTime)
      element.removeEventListener('pause', tell)
      if (!element.paused) tell()
    }
  }, [video])
}
