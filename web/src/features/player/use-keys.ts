import { type RefObject, useEffect } from 'react'

const volumeStep = 0.05
const speedStep = 0.25

/** The keys that people know from the large sites, wherever the focus is but in a field or on a control of its own. */
export function usePlayerKeys(video: RefObject<HTMLVideoElement | null>, onTheatre?: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const element = video.current
      if (!element || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const act = actionOf(event, onTheatre)
      if (!act || isForThePage(event, element)) return
      event.preventDefault()
      act(element)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [video, onTheatre])
}

/** A button under the focus keeps Space and Enter; a slider its arrows. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return true
  const host = event.target as HTMLElement
  if (event.key === ' ')
    return target.closest('button, a, summary, [role=menu]') !== null || host.tagName.startsWith('MEDIA-')
  if (event.key.startsWith('Arrow'))
    return target.closest('[role=menu], [role=slider]') !== null || /RANGE$/.test(host.tagName)
  return target.closest('dialog, [role=menu]') !== null
}

/** Up, Down and Home move a page that is longer than the screen, unless the player was gone to. */
function isForThePage({ key, target }: KeyboardEvent, video: HTMLVideoElement): boolean {
  if (!['ArrowUp', 'ArrowDown', 'Home'].includes(key) || document.fullscreenElement) return false
  const isLonger = document.documentElement.scrollHeight > innerHeight
  return isLonger && !video.closest('media-controller')?.contains(target as Node)
}

type Action = (video: HTMLVideoElement) => void

const seek =
  (seconds: number): Action =>
  (video) => {
    video.currentTime = Math.max(0, Math.min(video.duration || 0, video.currentTime + seconds))
  }

const changeVolume =
  (step: number): Action =>
  (video) => {
    video.muted = false
    video.volume = Math.max(0, Math.min(1, video.volume + step))
  }

const changeSpeed =
  (step: number): Action =>
  (video) => {
    video.playbackRate = Math.max(0.25, Math.min(2, video.playbackRate + step))
  }

/** Tenths of the video. */
const goTo =
  (tenths: number): Action =>
  (video) => {
    video.currentTime = (video.duration || 0) * (tenths / 10)
  }

function toggle(video: HTMLVideoElement): void {
  if (video.paused) video.play().catch(() => {})
  else video.pause()
}

function mute(video: HTMLVideoElement): void {
  video.muted = !video.muted
}

function fullScreen(video: HTMLVideoElement): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void (video.closest<HTMLElement>('media-controller') ?? video).requestFullscreen()
}

const actions: Record<string, Action | undefined> = {
  ...{ ' ': toggle, k: toggle, m: mute, f: fullScreen, Home: goTo(0) },
  ...{ j: seek(-10), l: seek(10), ArrowLeft: seek(-5), ArrowRight: seek(5) },
  ...{ ArrowUp: changeVolume(volumeStep), ArrowDown: changeVolume(-volumeStep) },
  ...{ '>': changeSpeed(speedStep), '<': changeSpeed(-speedStep) },
}

function actionOf({ key }: KeyboardEvent, onTheatre?: () => void): Action | undefined {
  if (/^[0-9]$/.test(key)) return goTo(Number(key))
  const name = key.length === 1 ? key.toLowerCase() : key
  return name === 't' ? onTheatre : actions[name]
}
