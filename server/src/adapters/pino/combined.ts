import type { FinishedRequest } from '../../ports/request-observer.ts'

/** Apache's combined format: `host - user [time] "request" status bytes "referer" "user agent"`. */
export function combinedLine(request: FinishedRequest, now: Date): string {
  const { address, viewerId, method, url, httpVersion, status, bytes, referer, userAgent } = request
  return [
    address || '-',
    '-',
    viewerId ?? '-',
    `[${apacheTime(now)}]`,
    quoted(`${method} ${url} HTTP/${httpVersion}`),
    status,
    bytes || '-',
    quoted(referer || '-'),
    quoted(userAgent || '-'),
  ].join(' ')
}

/** As Apache does it, so that nobody ends a field or a line from outside. */
const quoted = (text: string): string =>
  `"${text.replace(/["\\]/g, '\\$&').replace(/[^\x20-\x7e]/g, inHexadecimal)}"`

const inHexadecimal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `23/Nov/2026:12:00:00 +0000` */
function apacheTime(now: Date): string {
  const [date, time] = now.toISOString().split('T') as [string, string]
  const [year, month, day] = date.split('-')
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}
