import { open } from 'node:fs/promises'
import { type Container, MediaError } from '../ports/media-tools.ts'
import { sniffBytes, sniffVideo } from './sniff.ts'

/** The first bytes of a file; fewer where it is shorter. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** By its first bytes. Throws for what is no video, before any demuxer sees it. */
export async function requireContainer(path: string): Promise<Container> {
  const sniffed = sniffVideo(await readHead(path, sniffBytes))
  if (sniffed.container) return sniffed.container
  const { looksLike } = sniffed
  if (looksLike === 'a sound file')
    throw new MediaError('no_video_stream', 'The file holds sound but no video.')
  throw new MediaError(
    'not_a_video',
    `The file is not a video${looksLike === 'something else' ? '' : `: it is ${looksLike}`}.`,
  )
}

/**
 * Throws for an MP4 or MOV without an index, or of which more than a twentieth is missing at its end. A file
 * that was cut still plays as far as it goes, and ffprobe believes its header; only the sizes of the outer
 * boxes show it.
 */
export async function requireComplete(path: string, container: Container): Promise<void> {
  if (container !== 'mp4' && container !== 'mov') return
  const { hasIndex, missingShare } = await outerBoxes(path)
  if (!hasIndex || missingShare > 0.05)
    throw new MediaError('incomplete_file', 'The file is not complete: its end is missing.')
}

/** A fragmented file has thousands of outer boxes; one that has more is not worth the reads. */
const mostBoxes = 20_000

async function outerBoxes(path: string): Promise<{ hasIndex: boolean; missingShare: number }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(16)
    let hasIndex = false
    let at = 0
    for (let n = 0; n < mostBoxes && at + 8 <= size; n++) {
      const { bytesRead } = await file.read(head, 0, 16, at)
      const short = head.readUInt32BE(0)
      const length =
        short === 1 && bytesRead === 16 ? Number(head.readBigUInt64BE(8)) : short === 0 ? size - at : short
      if (head.toString('latin1', 4, 8) === 'moov') hasIndex = true
      if (length < 8) break
      at += length
    }
    return { hasIndex, missingShare: at > size ? (at - size) / at : 0 }
  } finally {
    await file.close()
  }
}
