import { useEffect, useRef } from 'react'
import styles from './card.module.css'
import { type Cell, cellsOf } from './storyboard.ts'

/** A pointer that only passes over a card starts nothing. */
const dwellMs = 300
const frameMs = 600
/** Of the whole video, evenly. */
const framesShown = 20

/** What happens in a video, in small pictures over its thumbnail. */
export function CardPreview({ storyboard }: { storyboard: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const ended = new AbortController()
    // It adorns: where it cannot be had, the thumbnail stays.
    play(canvas.current!, storyboard, ended.signal).catch(() => {})
    return () => ended.abort()
  }, [storyboard])
  return <canvas ref={canvas} className={styles.preview} />
}

async function play(canvas: HTMLCanvasElement, storyboard: string, signal: AbortSignal): Promise<void> {
  await pause(dwellMs, signal)
  const all = await cellsOf(storyboard, signal)
  const step = Math.max(1, Math.floor(all.length / framesShown))
  const cells = all.filter((_, index) => index % step === 0)
  const sheets = new Map<string, HTMLImageElement>()
  for (let frame = 0; cells.length > 0; frame = (frame + 1) % cells.length) {
    const cell = cells[frame]!
    draw(canvas, await sheetOf(sheets, cell), cell)
    await pause(frameMs, signal)
  }
}

function draw(canvas: HTMLCanvasElement, sheet: HTMLImageElement, { x, y, width, height }: Cell): void {
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')!.drawImage(sheet, x, y, width, height, 0, 0, width, height)
  canvas.dataset.on = ''
}

async function sheetOf(sheets: Map<string, HTMLImageElement>, { sheet }: Cell): Promise<HTMLImageElement> {
  const known = sheets.get(sheet)
  if (known) return known
  const image = new Image()
  image.src = sheet
  await image.decode()
  sheets.set(sheet, image)
  return image
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
