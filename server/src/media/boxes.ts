/** A box of an MP4 file: four letters and where its contents lie. */
interface Box {
  type: string
  start: number
  end: number
}

/** The boxes between two offsets. Stops where the bytes make no sense. */
export function* boxes(bytes: Buffer, from = 0, to = bytes.length): Generator<Box> {
  let at = from
  while (at + 8 <= to) {
    const short = bytes.readUInt32BE(at)
    const long = short === 1 && at + 16 <= to
    const size = long ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short
    if (size < (long ? 16 : 8) || at + size > to) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + (long ? 16 : 8), end: at + size }
    at += size
  }
}

/** The first box on a path such as `moov/trak/mdia`. */
export function findBox(bytes: Buffer, path: string, from = 0, to = bytes.length): Box | null {
  const [first, ...rest] = path.split('/')
  for (const box of boxes(bytes, from, to)) {
    if (box.type !== first) continue
    if (rest.length === 0) return box
    const inner = findBox(bytes, rest.join('/'), box.start, box.end)
    if (inner) return inner
  }
  return null
}

/** What a sample entry holds before its own boxes. */
const videoEntryBytes = 78
const audioEntryBytes = 28

/** The RFC 6381 name of the first track of an init segment: `avc1.64001f`, `mp4a.40.2`. Null for other codecs. */
export function codecsOf(init: Buffer): string | null {
  const table = findBox(init, 'moov/trak/mdia/minf/stbl/stsd')
  if (!table) return null
  for (const entry of boxes(init, table.start + 8, table.end)) {
    if (entry.type === 'avc1' || entry.type === 'avc3') {
      const config = findBox(init, 'avcC', entry.start + videoEntryBytes, entry.end)
      return config && `${entry.type}.${init.toString('hex', config.start + 1, config.start + 4)}`
    }
    if (entry.type === 'mp4a') {
      const config = findBox(init, 'esds', entry.start + audioEntryBytes, entry.end)
      return config && soundCodec(init.subarray(config.start + 4, config.end))
    }
  }
  return null
}

/** Reads nested descriptors: stream (3), decoder (4) with the object type, decoder's own (5) with the AAC kind. */
function soundCodec(descriptors: Buffer): string | null {
  let at = 0
  let objectType = 0
  while (at + 2 <= descriptors.length) {
    const tag = descriptors[at++]
    while ((descriptors[at] ?? 0) & 0x80) at++
    at++
    if (tag === 3) at += 3
    else if (tag === 4) {
      objectType = descriptors[at] ?? 0
      at += 13
    } else if (tag === 5) return `mp4a.${objectType.toString(16)}.${(descriptors[at] ?? 0) >> 3}`
    else return null
  }
  return null
}
