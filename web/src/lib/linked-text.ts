/** A text of somebody's in its parts: what is an address, what is a moment of the video, what is neither. */
export type TextPart =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'moment'; text: string; seconds: number }

const pattern = /(?<link>https?:\/\/[^\s<>"]+)|(?<![\d:])(?<moment>(?:\d{1,2}:)?[0-5]?\d:[0-5]\d)(?![\d:])/g
/** What stands behind an address in a sentence belongs to the sentence. */
const sentenceEnd = /[.,;:!?)\]}'’”»]+$/

export function linkedText(text: string): TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  const plain = (until: number): void => {
    if (until > done) parts.push({ kind: 'text', text: text.slice(done, until) })
    done = until
  }
  for (const { index, groups = {} } of text.matchAll(pattern)) {
    if (index < done) continue
    const { link, moment } = groups
    const shown = link ? link.replace(sentenceEnd, '') : moment!
    if (link && !URL.canParse(shown)) continue
    plain(index)
    parts.push(
      link
        ? { kind: 'link', text: shown, href: shown }
        : { kind: 'moment', text: shown, seconds: secondsOf(shown) },
    )
    done = index + shown.length
  }
  plain(text.length)
  return parts
}

/** `1:02:03`, `62:03`, `90`, `1h2m3s` → seconds; 0 for anything else. */
export function secondsOf(moment: string | undefined): number {
  if (!moment) return 0
  if (/^\d+(:\d+)*$/.test(moment)) return moment.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(moment)
  if (!found) return 0
  const [, hours = 0, minutes = 0, seconds = 0] = found
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
