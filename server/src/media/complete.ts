import { open } from 'node:fs/promises'

/**
 * The share of an MP4 or MOV file that is missing at its end, from 0 to 1. A file that was cut still plays
 * as far as it goes, and ffprobe believes its header; only the sizes of the outer boxes show it.
 */
export async function missingShare(path: string): Promise<number> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(16)
    let at = 0
    // A fragmented file has thousands of outer boxes; one that has more is not worth the reads.
    for (let n = 0; n < 20_000 && at + 8 <= size; n++) {
      const { bytesRead } = await file.read(head, 0, 16, at)
      const short = head.readUInt32BE(0)
      const length =
        short === 1 && bytesRead === 16 ? Number(head.readBigUInt64BE(8)) : short === 0 ? size - at : short
      if (length < 8) return 0
      at += length
    }
    return at > size ? (at - size) / at : 0
  } finally {
    await file.close()
  }
}
