import { fitInto } from './ladder.ts'

export interface StoryboardPlan {
  intervalSeconds: number
  /** Pictures over all sheets. */
  count: number
  /** Pictures in a row and rows on a sheet. */
  across: number
  cell: { width: number; height: number }
  durationSeconds: number
}

const across = 10
const cellPixels = 160

/** About a hundred pictures; for long videos one every ten seconds, on as many sheets as that takes. */
export function planStoryboard(
  durationSeconds: number,
  picture: { width: number; height: number },
): StoryboardPlan {
  const intervalSeconds = Math.min(10, Math.max(2, Math.ceil(durationSeconds / 100)))
  const count = Math.max(1, Math.ceil(durationSeconds / intervalSeconds))
  return { intervalSeconds, count, across, cell: fitInto(picture, cellPixels), durationSeconds }
}

export const sheetName = (n: number) => `sheet${n}.jpg`

/** WebVTT whose cues name a rectangle of a sheet. */
export function storyboardVtt({ intervalSeconds, count, cell, durationSeconds }: StoryboardPlan): string {
  const perSheet = across * across
  const cues = Array.from({ length: count }, (_, n) => {
    const place = n % perSheet
    const x = (place % across) * cell.width
    const y = Math.floor(place / across) * cell.height
    const until =
      n === count - 1 ? Math.max(durationSeconds, n * intervalSeconds + 0.001) : (n + 1) * intervalSeconds
    return `${time(n * intervalSeconds)} --> ${time(until)}\n${sheetName(Math.floor(n / perSheet))}#xywh=${x},${y},${cell.width},${cell.height}\n`
  })
  return `WEBVTT\n\n${cues.join('\n')}`
}

function time(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`
}
