import type { Sharp } from 'sharp'
import { appError } from '../errors.ts'
import { createGate } from '../lib/gate.ts'
import { readHead } from './file.ts'

export type PictureErrorCode = 'not_a_picture' | 'picture_too_large'

export class PictureError extends Error {
  readonly code: PictureErrorCode

  constructor(code: PictureErrorCode, message: string) {
    super(message)
    this.name = 'PictureError'
    this.code = code
  }
}

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'heic'

export interface PictureFacts {
  format: PictureFormat
  /** As a person sees it. */
  width: number
  height: number
}

export interface PictureLimits {
  sidePixels: number
}

export type PictureKind = 'avatar' | 'cover' | 'thumbnail'

/** A JPEG: the one format that every client shows. */
export interface MadePicture {
  size: 'large' | 'small'
  width: number
  height: number
  bytes: Buffer
  contentType: 'image/jpeg'
}

const pictureLimits: PictureLimits = { sidePixels: 8192 }

/** A GIF is decoded whole before it is scaled down: one of 8,192² pixels in 45 kB took 8 s and 388 MB. */
const gifPixels = 4096 ** 2

/** The one gate of every picture: a large one takes much memory. */
const turns = createGate({
  atOnce: 2,
  waiting: 64,
  full: () => appError('overloaded', { retryAfterSeconds: 5 }),
})

/** Boxes in pixels: an avatar is cut to a square, the others are fitted in and never enlarged. */
const sizes = {
  avatar: { fit: 'cover', large: [256, 256], small: [64, 64] },
  cover: { fit: 'inside', large: [1280, 1280], small: [640, 640] },
  thumbnail: { fit: 'inside', large: [1280, 720], small: [480, 270] },
} as const

/** Says what a picture is by its contents; only the header is read. Throws PictureError. */
export async function readPicture(
  path: string,
  limits: PictureLimits = pictureLimits,
): Promise<PictureFacts> {
  const format = sniffPicture(await readHead(path, 64))
  if (!format)
    throw new PictureError('not_a_picture', 'The file is not a picture (JPEG, PNG, WebP, GIF or AVIF).')
  const { width, height } = await sizeOf(path, format)
  if (Math.max(width, height) > limits.sidePixels)
    throw new PictureError(
      'picture_too_large',
      `The picture is ${width} × ${height}; a side may have ${limits.sidePixels} pixels.`,
    )
  if (format === 'gif' && width * height > gifPixels)
    throw new PictureError(
      'picture_too_large',
      `The GIF is ${width} × ${height}; a GIF may have ${gifPixels.toLocaleString('en')} pixels.`,
    )
  return { format, width, height }
}

async function sizeOf(path: string, format: PictureFormat): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await (await decode(path)).metadata()
    return autoOrient
  } catch {
    throw format === 'heic'
      ? new PictureError('not_a_picture', 'HEIC pictures cannot be read here: send a JPEG.')
      : damaged()
  }
}

/**
 * Encodes anew in the sizes that a page needs: upright, first frame, without metadata. Throws PictureError, or
 * `overloaded` when too many pictures wait.
 */
export const makePicture = (
  path: string,
  kind: PictureKind,
  limits: PictureLimits = pictureLimits,
): Promise<MadePicture[]> => turns.run(() => encode(path, kind, limits))

/** A thumbnail of a frame of our own. Outside the gate, for the worker makes one at a time and is not to wait for uploads. */
export const thumbnailOfFrame = (path: string): Promise<MadePicture[]> =>
  encode(path, 'thumbnail', pictureLimits)

async function encode(path: string, kind: PictureKind, limits: PictureLimits): Promise<MadePicture[]> {
  await readPicture(path, limits)
  try {
    return await inSizes(await decode(path), kind)
  } catch {
    throw damaged()
  }
}

/** What stands for a video's thumbnail until there is one. */
export async function placeholderThumbnail(): Promise<MadePicture[]> {
  const sharp = await loadSharp()
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><rect width="1280" height="720" fill="#2b2f36"/>' +
    '<circle cx="640" cy="360" r="96" fill="#3d434c"/><path d="M612 308 L700 360 L612 412 Z" fill="#aab2bd"/></svg>'
  return inSizes(sharp(Buffer.from(drawing)), 'thumbnail')
}

async function inSizes(picture: Sharp, kind: PictureKind): Promise<MadePicture[]> {
  const { fit, ...boxes } = sizes[kind]
  const upright = picture.autoOrient()
  const made: MadePicture[] = []
  // One after the other: the memory of one picture at a time.
  for (const size of ['large', 'small'] as const) {
    const [width, height] = boxes[size]
    const { data, info } = await upright
      .clone()
      .resize({ width, height, fit, withoutEnlargement: fit === 'inside' })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 82 })
      .toBuffer({ resolveWithObject: true })
    made.push({ size, width: info.width, height: info.height, bytes: data, contentType: 'image/jpeg' })
  }
  return made
}

const damaged = () =>
  new PictureError('not_a_picture', 'The picture is damaged or of a kind that cannot be read.')

const decode = async (path: string): Promise<Sharp> =>
  (await loadSharp())(path, {
    limitInputPixels: pictureLimits.sidePixels ** 2,
    failOn: 'error',
    sequentialRead: true,
  })

let loading: Promise<typeof import('sharp')['default']> | undefined

/** Loaded when the first picture comes, with one thread and no cache: it would hold memory in an idle server. */
function loadSharp() {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.concurrency(1)
    sharp.cache(false)
    return sharp
  })
  return loading
}

/** By the first bytes; null for everything else, SVG and HTML with it. */
function sniffPicture(head: Buffer): PictureFormat | null {
  const text = head.toString('latin1', 0, 12)
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (/^GIF8[79]a/.test(text)) return 'gif'
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return 'webp'
  if (text.slice(4, 8) !== 'ftyp') return null
  if (/avi[fs]/.test(text.slice(8))) return 'avif'
  if (/hei[cxms]|mif1|msf1/.test(text.slice(8)))
    return head.toString('latin1', 12, 64).includes('avif') ? 'avif' : 'heic'
  return null
}
