import type { Container } from '../ports/media-tools.ts'

export type Sniffed =
  | { container: Container }
  | { container: null /** What it is instead, as it reads in a sentence: "a picture". */; looksLike: string }

/** How much of a file `sniffVideo` wants to see. */
export const sniffBytes = 4096

/**
 * Says by its first bytes what a file is, whatever its name. It runs before any demuxer: ffmpeg reads text
 * formats that name other files (HLS, ffconcat, DASH), and those must not get as far.
 */
export function sniffVideo(head: Uint8Array): Sniffed {
  const container = containerOf(head)
  return container ? { container } : { container: null, looksLike: describe(head) }
}

function containerOf(head: Uint8Array): Container | null {
  if (head.length < 12) return null
  const at = (offset: number, text: string) => ascii(head, offset, text.length) === text
  if (at(4, 'ftyp')) return isoContainer(head)
  if (['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].some((type) => at(4, type)) && head[0] === 0)
    return 'mov'
  if (hex(head, 0, 4) === '1a45dfa3') return ascii(head, 0, 80).includes('webm') ? 'webm' : 'matroska'
  if (at(0, 'RIFF') && at(8, 'AVI ')) return 'avi'
  if (at(0, 'OggS')) return 'ogg'
  if (at(0, 'FLV') && head[3] === 1) return 'flv'
  if (hex(head, 0, 8) === '3026b2758e66cf11') return 'asf'
  if (hex(head, 0, 4) === '000001ba') return 'mpeg'
  if (isTransportStream(head, 0, 188) || isTransportStream(head, 4, 192)) return 'mpegts'
  return null
}

const pictureBrands = ['heic', 'heix', 'heim', 'heis', 'mif1', 'avif', 'avis']

function isoContainer(head: Uint8Array): Container | null {
  const brand = ascii(head, 8, 4)
  if (pictureBrands.includes(brand)) return null
  return brand === 'qt  ' ? 'mov' : 'mp4'
}

/** Packets of a transport stream begin with 0x47 at a fixed distance; a Blu-ray's carry four bytes before. */
function isTransportStream(head: Uint8Array, first: number, distance: number): boolean {
  return [0, 1, 2].every((n) => head[first + n * distance] === 0x47)
}

function describe(head: Uint8Array): string {
  if (head.length === 0) return 'empty'
  const start = ascii(head, 0, 16)
  const text = start.replace(/^\s+/, '')
  if (text.startsWith('#EXTM3U')) return 'an HLS manifest'
  if (text.startsWith('ffconcat')) return 'a list of files'
  if (text.startsWith('<')) return 'a web page or an XML file'
  if (hex(head, 0, 4) === '504b0304') return 'a zip archive'
  if (isPicture(head)) return 'a picture'
  if (start.startsWith('ID3') || start.startsWith('fLaC') || ascii(head, 8, 4) === 'WAVE')
    return 'a sound file'
  if (head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13)) return 'a text'
  return 'something else'
}

function isPicture(head: Uint8Array): boolean {
  if (['ffd8ff', '89504e', '474946'].includes(hex(head, 0, 3))) return true
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === 'WEBP') return true
  return ascii(head, 4, 4) === 'ftyp' && pictureBrands.includes(ascii(head, 8, 4))
}

const ascii = (bytes: Uint8Array, from: number, length: number) =>
  Buffer.from(bytes.subarray(from, from + length)).toString('latin1')

const hex = (bytes: Uint8Array, from: number, length: number) =>
  Buffer.from(bytes.subarray(from, from + length)).toString('hex')
