/** What the page of something public says of it to those who only look at its head. */
export interface PageHead {
  title: string
  description: string
  /** The address of the page, without what only tracks or filters. */
  url: string
  image: string | null
  type: 'website' | 'profile' | 'video.other'
  /** Other forms of the same: feeds, oEmbed. */
  alternates: { type: string; title: string; href: string }[]
  /** schema.org. */
  linkedData: object
  video?: { embedUrl: string; durationSeconds: number; publishedAt: string }
}

/** A picture as `<img>` names it. */
export interface Picture {
  href: string
  /** The same address as the client's, or it is fetched twice. */
  srcset?: string
  sizes?: string
}

interface Preloads {
  scripts: string[]
  picture: Picture | null
  /** An address of the API. */
  answer: string | null
}

/** For what a page needs at once, and would ask for late. */
export function preloadTags({ scripts, picture, answer }: Preloads): string {
  return [
    ...(picture ? [pictureTag(picture)] : []),
    ...(answer ? [`<link rel="preload" as="fetch" crossorigin href="${escaped(answer)}">`] : []),
    ...scripts.map((script) => `<link rel="modulepreload" crossorigin href="${escaped(script)}">`),
  ].join('')
}

function pictureTag({ href, srcset, sizes }: Picture): string {
  const among = srcset ? ` imagesrcset="${escaped(srcset)}" imagesizes="${escaped(sizes ?? '')}"` : ''
  return `<link rel="preload" as="image" fetchpriority="high" href="${escaped(href)}"${among}>`
}

const longestDescription = 300

/** Tags for the head of the page, of text that people wrote. */
export function headTags(head: PageHead): string {
  const { title, url, image, type, alternates, linkedData, video } = head
  const description = head.description.replace(/\s+/g, ' ').trim().slice(0, longestDescription)
  const named: [string, string | null][] = [
    ['description', description],
    ['twitter:card', image ? 'summary_large_image' : 'summary'],
    ['twitter:title', title],
    ['twitter:description', description],
    ['twitter:image', image],
  ]
  const properties: [string, string | null][] = [
    ['og:site_name', 'Reelbase'],
    ['og:type', type],
    ['og:title', title],
    ['og:description', description],
    ['og:url', url],
    ['og:image', image],
    ['og:video:url', video?.embedUrl ?? null],
    ['og:video:type', video ? 'text/html' : null],
    ['video:duration', video ? String(Math.round(video.durationSeconds)) : null],
    ['video:release_date', video?.publishedAt ?? null],
  ]
  return [
    `<link rel="canonical" href="${escaped(url)}">`,
    ...alternates.map(
      ({ type: kind, title: name, href }) =>
        `<link rel="alternate" type="${kind}" title="${escaped(name)}" href="${escaped(href)}">`,
    ),
    ...named.flatMap(([name, value]) => (value ? [`<meta name="${name}" content="${escaped(value)}">`] : [])),
    ...properties.flatMap(([name, value]) =>
      value ? [`<meta property="${name}" content="${escaped(value)}">`] : [],
    ),
    `<script type="application/ld+json">${JSON.stringify(linkedData).replace(/[<>&\u2028\u2029]/g, asCode)}</script>`,
  ].join('\n    ')
}

const asCode = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For HTML and XML. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter]!)
