/** The language of dates and numbers, and of the catalogue. */
const language = 'en'

/** A browser takes some 5 ms over each, a telephone more: made when it is first wanted, not while a page loads. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
const compact = lazily(
  () => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }),
)
const whole = lazily(() => new Intl.NumberFormat(language))
const day = lazily(() => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }))
const moment = lazily(() => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }))
const ago = lazily(() => new Intl.RelativeTimeFormat(language, { numeric: 'always' }))
const rules = lazily(() => new Intl.PluralRules(language))

export const compactNumber = (value: number): string => compact().format(value)
export const wholeNumber = (value: number): string => whole().format(value)
const plural = (count: number, one: string, many: string): string =>
  rules().select(count) === 'one' ? one : many

/** `1.2K views` */
export const counted = (count: number, one: string, many: string): string =>
  `${compactNumber(count)} ${plural(count, one, many)}`

export const dayOf = (iso: string): string => day().format(new Date(iso))
export const momentOf = (iso: string): string => moment().format(new Date(iso))

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

export function timeAgo(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000
  for (const [unit, length] of units) {
    if (seconds >= length) return ago().format(-Math.floor(seconds / length), unit)
  }
  return 'just now'
}

/** `1:02:03` */
export function clockTime(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds))
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const shown = parts[0]! > 0 ? parts : parts.slice(1)
  return shown.map((value, index) => (index > 0 ? String(value).padStart(2, '0') : value)).join(':')
}

/** What a screen reader says of a duration. */
export function spokenTime(seconds: number): string {
  const total = Math.max(0, Math.round(seconds))
  const parts: [number, string, string][] = [
    [Math.floor(total / 3600), 'hour', 'hours'],
    [Math.floor(total / 60) % 60, 'minute', 'minutes'],
    [total % 60, 'second', 'seconds'],
  ]
  const said = parts
    .filter(([value]) => value > 0)
    .map(([value, one, many]) => `${value} ${plural(value, one, many)}`)
  return said.join(', ') || '0 seconds'
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

export function sizeOf(bytes: number): string {
  const step = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: sizes[step],
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step)
}

/** Marks that stand on a letter get a place to stand on where a name begins with them; else they lie over what is before it. */
export const shownName = (name: string): string => (/^\p{M}/u.test(name) ? `\u25CC${name}` : name)
