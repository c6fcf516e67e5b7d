import type { Contradiction } from './contradictions.ts'
import type { Read } from './read.ts'

const needed = ['CLOUDINARY_CLOUD_NAME', 'CLOUDINARY_API_KEY', 'CLOUDINARY_API_SECRET'] as const
const addresses = ['CLOUDINARY_API_URL', 'CLOUDINARY_DELIVERY_URL'] as const
const all = [...needed, ...addresses] as const

export const cloudinaryContradictions: Contradiction[] = [
  { of: [...all], problems: incomplete },
  {
    of: ['CLOUDINARY_CLOUD_NAME'],
    problems: ({ CLOUDINARY_CLOUD_NAME }) => nameProblems(CLOUDINARY_CLOUD_NAME),
  },
  ...addresses.map((name) => ({ of: [name], problems: (read: Read) => addressProblems(name, read[name]) })),
  { of: ['CLOUDINARY_DELIVERY', ...needed], problems: uselessDelivery },
  { of: ['CLOUDINARY_CLOUD_NAME', 'S3_BUCKET'], problems: twoHosts },
  { of: ['CLOUDINARY_DELIVERY', 'CLOUDINARY_DELIVERY_URL', 'PUBLIC_URL'], problems: mixed },
]

function incomplete(read: Read): string[] {
  const given = all.filter((name) => read[name] !== null)
  const missing = needed.filter((name) => read[name] === null)
  if (given.length === 0 || missing.length === 0) return []
  return [
    `${given.join(', ')} ${given.length === 1 ? 'is' : 'are'} set, but not ${missing.join(' and ')}: give all that Cloudinary needs, or none of it.`,
  ]
}

function nameProblems(name: string | null): string[] {
  if (name === null || /^[a-z0-9][\w-]*$/i.test(name)) return []
  return [
    `CLOUDINARY_CLOUD_NAME is "${name}", but a cloud's name has letters, digits and hyphens; key and secret have settings of their own.`,
  ]
}

function addressProblems(name: string, given: string | null): string[] {
  if (given === null) return []
  const { protocol, search, hash, username } = new URL(given)
  if (!/^https?:$/.test(protocol)) return [`${name} must begin with http:// or https://.`]
  return `${search}${hash}${username}` === '' ? [] : [`${name} must be a bare address.`]
}

function uselessDelivery(read: Read): string[] {
  if (read.CLOUDINARY_DELIVERY === 'server' || needed.some((name) => read[name] !== null)) return []
  return [
    'CLOUDINARY_DELIVERY is "direct", but there is no CLOUDINARY_CLOUD_NAME: files are not at Cloudinary.',
  ]
}

function twoHosts({ CLOUDINARY_CLOUD_NAME, S3_BUCKET }: Read): string[] {
  if (CLOUDINARY_CLOUD_NAME === null || S3_BUCKET === null) return []
  return [
    'S3_BUCKET and CLOUDINARY_CLOUD_NAME are both set, but a site keeps its files in one place: remove one of them, with its other settings.',
  ]
}

function mixed({ CLOUDINARY_DELIVERY, CLOUDINARY_DELIVERY_URL, PUBLIC_URL }: Read): string[] {
  const isMixed =
    CLOUDINARY_DELIVERY === 'direct' &&
    PUBLIC_URL?.startsWith('https:') &&
    CLOUDINARY_DELIVERY_URL?.startsWith('http:')
  return isMixed
    ? [
        'CLOUDINARY_DELIVERY_URL begins with http:// and PUBLIC_URL with https://: browsers refuse to mix them.',
      ]
    : []
}
