import type { Contradiction } from './contradictions.ts'
import type { Read } from './read.ts'

const needed = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const
const all = [...needed, 'S3_ENDPOINT', 'S3_REGION', 'S3_FORCE_PATH_STYLE', 'S3_PUBLIC_URL'] as const

export const s3Contradictions: Contradiction[] = [
  { of: [...all], problems: incomplete },
  { of: ['S3_BUCKET'], problems: ({ S3_BUCKET }) => bucketProblems(S3_BUCKET) },
  { of: ['S3_ENDPOINT'], problems: ({ S3_ENDPOINT }) => endpointProblems(S3_ENDPOINT) },
  { of: ['S3_PUBLIC_URL', 'PUBLIC_URL'], problems: publicUrlProblems },
]

function incomplete(read: Read): string[] {
  const given = all.filter((name) => read[name] !== null)
  if (given.length === 0) return []
  const missing = needed.filter((name) => read[name] === null)
  if (missing.length > 0) {
    return [
      `${given.join(', ')} ${given.length === 1 ? 'is' : 'are'} set, but not ${missing.join(' and ')}: give all that S3 needs, or none of it.`,
    ]
  }
  if (read.S3_ENDPOINT || read.S3_REGION) return []
  return ["S3_ENDPOINT or S3_REGION is missing: the address of your store, or the region of Amazon's."]
}

function bucketProblems(bucket: string | null): string[] {
  if (bucket === null || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return []
  return [
    `S3_BUCKET is "${bucket}", but a bucket's name has 3 to 63 lower-case letters, digits, hyphens and dots.`,
  ]
}

function endpointProblems(endpoint: string | null): string[] {
  if (endpoint === null) return []
  const { protocol, origin, pathname, search, username } = new URL(endpoint)
  if (!/^https?:$/.test(protocol)) return ['S3_ENDPOINT must begin with http:// or https://.']
  if (username) return ['S3_ENDPOINT holds a key: give it as S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.']
  if (pathname === '/' && search === '') return []
  return [
    `S3_ENDPOINT is the address of the store alone, such as ${origin}: the bucket is named by S3_BUCKET.`,
  ]
}

function publicUrlProblems({ S3_PUBLIC_URL, PUBLIC_URL }: Read): string[] {
  if (S3_PUBLIC_URL === null) return []
  const { protocol, origin, search, hash, username } = new URL(S3_PUBLIC_URL)
  if (!/^https?:$/.test(protocol)) return ['S3_PUBLIC_URL must begin with http:// or https://.']
  if (`${search}${hash}${username}` !== '') {
    return ['S3_PUBLIC_URL must be a bare address such as https://media.example.org.']
  }
  if (PUBLIC_URL === null) return []
  if (new URL(PUBLIC_URL).origin === origin) {
    return ['S3_PUBLIC_URL and PUBLIC_URL are the same host, but a CDN has one of its own.']
  }
  return PUBLIC_URL.startsWith('https:') && protocol === 'http:'
    ? ['S3_PUBLIC_URL begins with http:// and PUBLIC_URL with https://: browsers refuse to mix them.']
    : []
}
