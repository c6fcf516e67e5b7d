import { describe, expect, it } from 'vitest'
import { fitInto, maxBitRate, planLadder } from './ladder.ts'

const sizes = (width: number, height: number, copyTop = false) =>
  planLadder({ width, height, frameRate: 30 }, copyTop).map(
    (rung) => `${rung.name} ${rung.width}x${rung.height}`,
  )

describe('planLadder', () => {
  it.each([
    ['a full ladder', 1920, 1080, ['v1080 1920x1080', 'v720 1280x720', 'v480 854x480', 'v360 640x360']],
    ['portrait by its short side', 720, 1280, ['v720 720x1280', 'v480 480x854', 'v360 360x640']],
    [
      'at most 1080 of what is encoded',
      3840,
      2160,
      ['v1080 1920x1080', 'v720 1280x720', 'v480 854x480', 'v360 640x360'],
    ],
    [
      'the whole width of a film, and no step that is hardly smaller',
      1920,
      800,
      ['v800 1920x800', 'v480 1152x480', 'v360 864x360'],
    ],
    ['one rendition of a small picture, with even sides, never enlarged', 321, 241, ['v240 320x240']],
    ['something of the smallest picture', 1, 1, ['v2 2x2']],
  ])('gives %s', (_, width, height, expected) => {
    expect(sizes(width, height)).toEqual(expected)
  })

  it('keeps a copied picture as large as it is', () => {
    expect(sizes(3840, 2160, true)).toEqual([
      'v2160 3840x2160',
      'v1080 1920x1080',
      'v720 1280x720',
      'v480 854x480',
      'v360 640x360',
    ])
  })
})

it('caps bits at the steps, in proportion between them, and gives half as many again to many frames', () => {
  const cap = (side: number, frameRate = 30) => maxBitRate({ width: side * 2, height: side, frameRate })
  expect([360, 480, 720, 1080].map((side) => cap(side))).toEqual([800_000, 1_500_000, 3_000_000, 6_000_000])
  expect(cap(900)).toBe(4_500_000)
  expect(cap(720, 60)).toBe(4_500_000)
  expect(cap(100)).toBeLessThan(cap(200))
})

it('fits pictures into a box without enlarging them', () => {
  expect(fitInto({ width: 1920, height: 1080 }, 160)).toEqual({ width: 160, height: 90 })
  expect(fitInto({ width: 1080, height: 1920 }, 160)).toEqual({ width: 90, height: 160 })
  expect(fitInto({ width: 64, height: 48 }, 160)).toEqual({ width: 64, height: 48 })
})
