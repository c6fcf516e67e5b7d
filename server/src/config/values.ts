import type { SettingKind } from './settings.ts'

/** Thrown by a reader of a value; the message says what would be right. */
class Wrong extends Error {}
export const isWrong = (error: unknown): error is Wrong => error instanceof Wrong

const units = {
  ...{ '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 },
} as const
const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const
const longestSeconds = 10 * 365 * seconds.d

/** `10MiB` → bytes. */
function readBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]i?b|b)?$/i.exec(text)
  const bytes = match
    ? Math.round(Number(match[1]) * units[(match[2] ?? '').toLowerCase() as keyof typeof units])
    : Number.NaN
  if (!Number.isSafeInteger(bytes)) throw new Wrong('a size such as 10485760, 10MiB or 2GB')
  return bytes
}

/** `15m` → seconds; a bare number is seconds. */
function readDuration(text: string): number {
  const match = /^(\d+)\s*([smhdw])?$/.exec(text)
  const value = match ? Number(match[1]) * seconds[(match[2] ?? 's') as keyof typeof seconds] : 0
  if (value === 0 || value > longestSeconds) throw new Wrong('a time such as 900, 15m, 12h or 30d')
  return value
}

function readInteger(text: string, min: number, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max) {
    throw new Wrong(`a whole number from ${min} to ${max}`)
  }
  return Number(text)
}

function readUrl(text: string): string {
  if (!URL.canParse(text)) throw new Wrong('a URL')
  return text
}

function readSwitch(text: string): boolean {
  if (/^(on|true|1|yes)$/i.test(text)) return true
  if (/^(off|false|0|no)$/i.test(text)) return false
  throw new Wrong('on or off')
}

export interface ValueOf {
  text: string
  secret: string
  url: string
  port: number
  bytes: number
  integer: number
  duration: number
  switch: boolean
  list: string[]
}

const readers: { [Kind in keyof ValueOf]: (text: string) => ValueOf[Kind] } = {
  text: (text) => text,
  secret: (text) => text,
  url: readUrl,
  port: (text) => readInteger(text, 0, 65_535),
  bytes: readBytes,
  integer: (text) => readInteger(text, 1, 1000),
  duration: readDuration,
  switch: readSwitch,
  list: (text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
}

/** Reads one value of the environment; throws `Wrong` with what would be right. */
export function readValue(kind: SettingKind, text: string): unknown {
  if (typeof kind === 'string') return readers[kind](text)
  if (!kind.includes(text)) throw new Wrong(`one of ${kind.join(', ')}`)
  return text
}
