import { expect, it } from 'vitest'
import { planStoryboard, storyboardVtt } from './storyboard.ts'

const wide = { width: 640, height: 360 }

it.each([
  [5, 2, 3],
  [60, 2, 30],
  [500, 5, 100],
  [3600, 10, 360],
  [0.5, 2, 1],
])('divides %d seconds by %d into %d pictures', (durationSeconds, intervalSeconds, count) => {
  expect(planStoryboard(durationSeconds, wide)).toMatchObject({ intervalSeconds, count })
})

it('names sheets and places in reading order, and ends with the video', () => {
  const cues = storyboardVtt(planStoryboard(1015, wide)).trim().split('\n\n').slice(1)
  expect(cues[0]).toBe('00:00:00.000 --> 00:00:10.000\nsheet0.jpg#xywh=0,0,160,90')
  expect(cues[11]).toBe('00:01:50.000 --> 00:02:00.000\nsheet0.jpg#xywh=160,90,160,90')
  expect(cues[100]).toBe('00:16:40.000 --> 00:16:50.000\nsheet1.jpg#xywh=0,0,160,90')
  expect(cues.at(-1)).toBe('00:16:50.000 --> 00:16:55.000\nsheet1.jpg#xywh=160,0,160,90')
})

it('keeps the shape of a portrait', () => {
  expect(planStoryboard(10, { width: 360, height: 640 }).cell).toEqual({ width: 90, height: 160 })
})
