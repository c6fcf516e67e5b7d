export interface Picture {
  /** As a person sees it: rotated, square pixels. */
  width: number
  height: number
  frameRate: number
}

export interface Rung {
  name: string
  width: number
  height: number
  /** Bits a second, the most over the decoder's buffer. */
  maxBitRate: number
}

/** Short side in pixels, and the most bits a second it may take at up to 30 frames a second. */
const steps = [
  [360, 800_000],
  [480, 1_500_000],
  [720, 3_000_000],
  [1080, 6_000_000],
  [1440, 10_000_000],
  [2160, 18_000_000],
] as const

/** Encoding more than this costs more than most viewers' screens show. A copied rendition may be larger. */
const largestEncodedSide = 1080

/** The cap for a picture of any size, between the steps in proportion. */
export function maxBitRate({ width, height, frameRate }: Picture): number {
  const side = Math.min(width, height)
  const above = steps.findIndex(([step]) => step >= side)
  const forManyFrames = frameRate > 32 ? 1.5 : 1
  if (above === -1) return Math.round(18_000_000 * forManyFrames)
  const [highSide, highRate] = steps[above]!
  const [lowSide, lowRate] = steps[above - 1] ?? [0, 200_000]
  const share = (side - lowSide) / (highSide - lowSide)
  return Math.round((lowRate + share * (highRate - lowRate)) * forManyFrames)
}

/**
 * The renditions of a picture, largest first. The top one has the source's own size (at most 1080 on the
 * short side when it is encoded); a step follows where it is clearly smaller than the one before.
 */
export function planLadder(picture: Picture, copyTop: boolean): Rung[] {
  const side = Math.min(picture.width, picture.height)
  const top = copyTop ? side : Math.min(side, largestEncodedSide)
  const below = steps.map(([step]) => step).filter((step) => step <= largestEncodedSide && step < top * 0.87)
  return [top, ...below.reverse()].map((rungSide) => rung(picture, rungSide, copyTop && rungSide === side))
}

function rung(picture: Picture, side: number, asItIs: boolean): Rung {
  const scale = side / Math.min(picture.width, picture.height)
  const width = asItIs ? picture.width : even(picture.width * scale)
  const height = asItIs ? picture.height : even(picture.height * scale)
  const frameRate = outputFrameRate(picture.frameRate)
  return {
    name: `v${Math.min(width, height)}`,
    width,
    height,
    maxBitRate: maxBitRate({ width, height, frameRate }),
  }
}

/** Encoders of 4:2:0 pictures want even sides; a half is rounded down, so that no side outgrows the source. */
const even = (pixels: number) => Math.max(2, 2 * Math.ceil(pixels / 2 - 0.5))

/** Faster sources are thinned out: no screen of a viewer is known to gain. */
export const outputFrameRate = (frameRate: number) => Math.min(frameRate, 60)

/** The size that fits into a box without being enlarged, both sides even. */
export function fitInto(
  { width, height }: { width: number; height: number },
  box: number,
): { width: number; height: number } {
  const scale = Math.min(1, box / Math.max(width, height))
  return { width: even(width * scale), height: even(height * scale) }
}
