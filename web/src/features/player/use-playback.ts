import type Hls from 'hls.js'
import { type RefObject, useEffect, useState } from 'react'

export interface Sources {
  /** Master manifest of the adaptive stream. */
  hls: string | null
  /** One file that plays as it is. */
  progressive: string | null
}

export interface Quality {
  /** Of hls.js's list of levels. */
  level: number
  name: string
}

export interface Playback {
  qualities: Quality[]
  /** −1: the player chooses. */
  chosen: number
  /** What is played now, where the player chooses. */
  playing: string | null
  choose(level: number): void
  hasFailed: boolean
}

const bufferSeconds = 30
const longestPaintMs = 1000

/** Plays the stream where the browser can put it together, else the file. `startAt`: seconds. */
export function usePlayback(
  video: RefObject<HTMLVideoElement | null>,
  { hls, progressive }: Sources,
  startAt: number,
): Playback {
  const [engine, setEngine] = useState<Hls | null>(null)
  const [qualities, setQualities] = useState<Quality[]>([])
  const [chosen, setChosen] = useState(-1)
  const [playing, setPlaying] = useState<string | null>(null)
  const [hasFailed, setFailed] = useState(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: where to begin is said once
  useEffect(() => {
    const element = video.current
    if (!element) return
    const ended = new AbortController()
    let running: Hls | null = null
    setFailed(false)
    element.addEventListener('error', onError, { signal: ended.signal })
    void start(element)
    return () => {
      ended.abort()
      running?.destroy()
      running = null
      setEngine(null)
      setQualities([])
      setPlaying(null)
      element.removeAttribute('src')
      element.load()
    }

    function onError(): void {
      if (running) return
      if (element && progressive && element.currentSrc !== progressive) playFile(element, progressive)
      else setFailed(true)
    }

    async function start(target: HTMLVideoElement): Promise<void> {
      if (!hls) return progressive ? playFile(target, progressive) : undefined
      // What is seen first comes first.
      await pageLoaded()
      await framesPainted()
      const { default: Player } = await import('hls.js')
      await nextTask()
      if (ended.signal.aborted) return
      if (!Player.isSupported()) return playFile(target, hls)
      running = new Player({
        capLevelToPlayerSize: true,
        maxBufferLength: bufferSeconds,
        startPosition: startAt,
      })
      listen(Player, running, target)
      running.loadSource(hls)
      await nextTask()
      // Gone meanwhile, by leaving or by an error of the stream.
      if (!running) return
      running.attachMedia(target)
      setEngine(running)
    }

    function playFile(target: HTMLVideoElement, url: string): void {
      target.src = startAt > 0 ? `${url}#t=${startAt}` : url
    }

    function listen(Player: typeof Hls, player: Hls, target: HTMLVideoElement): void {
      let recoveries = 0
      player.on(Player.Events.MANIFEST_PARSED, () => setQualities(qualitiesOf(player)))
      player.on(Player.Events.LEVEL_SWITCHED, (_, { level }) => setPlaying(nameOf(player, level)))
      player.on(Player.Events.ERROR, (_, { fatal, type }) => {
        if (!fatal) return
        if (type === Player.ErrorTypes.MEDIA_ERROR && recoveries++ < 2) return player.recoverMediaError()
        player.destroy()
        running = null
        setEngine(null)
        setQualities([])
        if (progressive) playFile(target, progressive)
        else setFailed(true)
      })
    }
  }, [hls, progressive, video])

  const choose = (level: number): void => {
    if (engine) engine.nextLevel = level
    setChosen(level)
  }
  return { qualities, chosen, playing, choose, hasFailed }
}

const pageLoaded = (): Promise<unknown> =>
  document.readyState === 'complete'
    ? Promise.resolve()
    : new Promise((resolve) => addEventListener('load', resolve, { once: true }))

/** The poster is there, or nobody looks: pages in the background paint nothing. */
const framesPainted = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))
    setTimeout(resolve, longestPaintMs)
  })

/** Lets the page answer whoever touches it: a telephone takes its time over each step. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const nameOf = (player: Hls, level: number): string | null => {
  const found = player.levels[level]
  return found ? `${Math.min(found.width, found.height)}p` : null
}

/** The best first, as menus have them. */
const qualitiesOf = (player: Hls): Quality[] =>
  player.levels
    .map((_, level) => ({ level, name: nameOf(player, level)! }))
    .toSorted((a, b) => Number.parseInt(b.name, 10) - Number.parseInt(a.name, 10))
