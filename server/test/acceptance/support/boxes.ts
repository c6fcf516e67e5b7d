/** A reader for the few MP4 boxes that say when a picture or a sound is due. */

interface Box {
  type: string
  body: Buffer
}

function* boxes(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length; ) {
    const short = bytes.readUInt32BE(at)
    const head = short === 1 ? 16 : 8
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short || bytes.length - at
    if (size < head || at + size > bytes.length) throw new Error(`A broken box at byte ${at}`)
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + head, at + size) }
    at += size
  }
}

function find(bytes: Buffer, path: string): Buffer | null {
  const [first, ...rest] = path.split('/')
  for (const box of boxes(bytes)) {
    if (box.type !== first) continue
    const inner = rest.length === 0 ? box.body : find(box.body, rest.join('/'))
    if (inner) return inner
  }
  return null
}

function need(bytes: Buffer, path: string): Buffer {
  const found = find(bytes, path)
  if (!found) throw new Error(`There is no ${path}`)
  return found
}

const flagsOf = (body: Buffer): number => body.readUInt32BE(0) & 0xffffff

/** Ticks a second of an init segment's track. */
function timescaleOf(init: Buffer): number {
  const mdhd = need(init, 'moov/trak/mdia/mdhd')
  return mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12)
}

/** True where an edit list moves what the segments say. */
export const hasEditList = (init: Buffer): boolean => find(init, 'moov/trak/edts/elst') !== null

function defaultDuration(init: Buffer): number {
  return need(init, 'moov/mvex/trex').readUInt32BE(12)
}

export interface SampleTime {
  /** When it is shown or heard, in seconds, as the container says. */
  at: number
  seconds: number
}

/** Every sample of a segment, in the order in which it is stored. */
export function sampleTimes(init: Buffer, segment: Buffer): SampleTime[] {
  const timescale = timescaleOf(init)
  const times: SampleTime[] = []
  for (const box of boxes(segment)) {
    if (box.type !== 'moof') continue
    const fragment = need(box.body, 'traf')
    const head = need(fragment, 'tfhd')
    let decodeAt = decodeTime(need(fragment, 'tfdt'))
    const fallback = durationOf(head) ?? defaultDuration(init)
    for (const part of boxes(fragment)) {
      if (part.type !== 'trun') continue
      for (const { duration, offset } of runOf(part.body, fallback)) {
        times.push({ at: (decodeAt + offset) / timescale, seconds: duration / timescale })
        decodeAt += duration
      }
    }
  }
  return times
}

const decodeTime = (tfdt: Buffer): number =>
  tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4)

/** The track fragment's own default, where it has one. */
function durationOf(tfhd: Buffer): number | null {
  const flags = flagsOf(tfhd)
  if (!(flags & 0x8)) return null
  return tfhd.readUInt32BE(8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0))
}

function* runOf(trun: Buffer, fallback: number): Generator<{ duration: number; offset: number }> {
  const flags = flagsOf(trun)
  const count = trun.readUInt32BE(4)
  let at = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0)
  const next = (flag: number): number | null => {
    if (!(flags & flag)) return null
    at += 4
    return at - 4
  }
  for (let n = 0; n < count; n++) {
    const duration = next(0x100)
    next(0x200)
    next(0x400)
    const offset = next(0x800)
    yield {
      duration: duration === null ? fallback : trun.readUInt32BE(duration),
      // Version 0 has unsigned offsets, but nobody means two days: both are read as signed.
      offset: offset === null ? 0 : trun.readInt32BE(offset),
    }
  }
}
