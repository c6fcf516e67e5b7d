import { isIP } from 'node:net'
import { withoutCredentials } from '../lib/mask.ts'
import { cloudinaryContradictions } from './cloudinary.ts'
import type { Read } from './read.ts'
import { s3Contradictions } from './s3.ts'
import type { SettingName } from './settings.ts'

export interface Contradiction {
  /** The settings that it is about; where one of them could not be read, nothing more is said of it. */
  of: SettingName[]
  /** Sentences that say what would be right. */
  problems(read: Read): string[]
}

const dialects = ['named-lists', 'array-lists', 'reference-subscriptions', 'owner-ids']
const roles = ['web', 'worker']
const shortestSecret = 32
const mostProxies = 20
const smallestFile = 1024

const when = (isWrong: boolean, sentence: string): string[] => (isWrong ? [sentence] : [])

const isPostgresUrl = (url: string): boolean => /^postgres(ql)?:\/\/.*\/[^/?]+/.test(url) && URL.canParse(url)

const unknown = (name: string, given: readonly string[], known: string[]): string[] =>
  given
    .filter((item) => !known.includes(item))
    .map((item) => `${name} holds "${item}", but knows only ${known.join(', ')}.`)

const all: Contradiction[] = [
  {
    of: ['DATABASE_URL'],
    problems: ({ DATABASE_URL }) =>
      when(
        DATABASE_URL !== null && !/^postgres(ql)?:\/\//.test(DATABASE_URL),
        'DATABASE_URL must begin with postgres:// or postgresql://.',
      ),
  },
  {
    of: ['DATABASE_URL'],
    problems: ({ DATABASE_URL }) =>
      when(
        DATABASE_URL !== null && /^\/?$/.test(new URL(DATABASE_URL).pathname),
        'DATABASE_URL names no database: its address ends with one, such as /reelbase.',
      ),
  },
  {
    of: ['DATABASE_URL', 'MONGODB_URI'],
    problems: (read) =>
      when(
        read.DATABASE_URL !== null && read.MONGODB_URI !== null,
        'DATABASE_URL and MONGODB_URI are both set, but a site has one database: remove one of them.',
      ),
  },
  {
    of: ['DATABASE_REPLICA_URLS', 'DATABASE_URL'],
    problems: ({ DATABASE_REPLICA_URLS, DATABASE_URL }) => [
      ...when(
        DATABASE_REPLICA_URLS !== null && DATABASE_URL === null,
        'DATABASE_REPLICA_URLS is set without DATABASE_URL, whose standbys they are.',
      ),
      ...(DATABASE_REPLICA_URLS ?? [])
        .filter((url) => !isPostgresUrl(url))
        .map(
          (url) =>
            `DATABASE_REPLICA_URLS holds "${withoutCredentials(url)}", but an address is postgres://host:5432/name.`,
        ),
    ],
  },
  {
    of: ['MONGODB_URI'],
    problems: ({ MONGODB_URI }) =>
      when(
        MONGODB_URI !== null && !/^mongodb(\+srv)?:\/\/[^/]/.test(MONGODB_URI),
        'MONGODB_URI must begin with mongodb:// or mongodb+srv://, and name a host.',
      ),
  },
  { of: ['REDIS_URL'], problems: ({ REDIS_URL }) => redisProblems(REDIS_URL) },
  ...(['MAX_IMAGE_BYTES', 'MAX_VIDEO_BYTES'] as const).map((name) => ({
    of: [name],
    problems: (read: Read) =>
      when(
        read[name] < smallestFile,
        `${name} is ${read[name]} bytes: nothing could be uploaded. Is a unit missing (10MiB)?`,
      ),
  })),
  { of: ['TRUST_PROXY'], problems: ({ TRUST_PROXY }) => proxyProblems(TRUST_PROXY) },
  { of: ['CORS_ORIGIN'], problems: ({ CORS_ORIGIN }) => (CORS_ORIGIN ?? []).flatMap(originProblems) },
  { of: ['PUBLIC_URL'], problems: ({ PUBLIC_URL }) => publicUrlProblems(PUBLIC_URL) },
  {
    of: ['COOKIE_SAMESITE', 'PUBLIC_URL'],
    problems: (read) =>
      when(
        read.COOKIE_SAMESITE === 'none' && !read.PUBLIC_URL?.startsWith('https:'),
        'COOKIE_SAMESITE is "none", which browsers take only with an https PUBLIC_URL.',
      ),
  },
  {
    of: ['API_DIALECTS'],
    problems: ({ API_DIALECTS }) => [
      ...unknown('API_DIALECTS', API_DIALECTS ?? [], dialects),
      ...when(
        ['named-lists', 'array-lists'].every((name) => API_DIALECTS?.includes(name)),
        'API_DIALECTS holds named-lists and array-lists, but a list is a page object or an array: remove one of them.',
      ),
    ],
  },
  {
    of: ['ROLES'],
    problems: ({ ROLES }) => [
      ...unknown('ROLES', ROLES, roles),
      ...when(ROLES.length === 0, 'ROLES is empty, but must be web, worker, or both.'),
    ],
  },
  {
    of: ['METRICS', 'METRICS_PORT', 'PORT'],
    problems: (read) =>
      when(
        read.METRICS && read.METRICS_PORT !== 0 && read.METRICS_PORT === read.PORT,
        `METRICS_PORT and PORT are both ${read.PORT}, but must differ.`,
      ),
  },
  {
    of: ['ACCESS_TOKEN_EXPIRY', 'REFRESH_TOKEN_EXPIRY'],
    problems: (read) =>
      when(
        read.ACCESS_TOKEN_EXPIRY > read.REFRESH_TOKEN_EXPIRY,
        'ACCESS_TOKEN_EXPIRY is longer than REFRESH_TOKEN_EXPIRY, but a session outlives its access tokens.',
      ),
  },
  ...(['ACCESS_TOKEN_SECRET', 'REFRESH_TOKEN_SECRET'] as const).map((name) => ({
    of: [name],
    problems: (read: Read) => secretProblems(read, name),
  })),
  {
    of: ['ACCESS_TOKEN_SECRET', 'REFRESH_TOKEN_SECRET'],
    problems: (read) =>
      when(
        read.ACCESS_TOKEN_SECRET !== null && read.ACCESS_TOKEN_SECRET === read.REFRESH_TOKEN_SECRET,
        'ACCESS_TOKEN_SECRET and REFRESH_TOKEN_SECRET must differ.',
      ),
  },
  ...s3Contradictions,
  {
    of: ['X_ACCEL_LOCATION'],
    problems: ({ X_ACCEL_LOCATION }) =>
      when(
        X_ACCEL_LOCATION !== null && !/^(\/[\w.-]+)+\/?$/.test(X_ACCEL_LOCATION),
        'X_ACCEL_LOCATION must be a path of nginx such as /-/media.',
      ),
  },
  {
    of: ['X_ACCEL_LOCATION', 'S3_BUCKET', 'CLOUDINARY_CLOUD_NAME'],
    problems: (read) =>
      (['S3_BUCKET', 'CLOUDINARY_CLOUD_NAME'] as const).flatMap((name) =>
        when(
          read.X_ACCEL_LOCATION !== null && read[name] !== null,
          `X_ACCEL_LOCATION lets nginx take files from a disk, but ${name} says that they are not there: remove one of them.`,
        ),
      ),
  },
  ...cloudinaryContradictions,
]

/** What cannot be as it is although each value can be read. */
export const contradictions = (read: Read, unreadable: Set<SettingName>): string[] =>
  all.filter(({ of }) => !of.some((name) => unreadable.has(name))).flatMap(({ problems }) => problems(read))

function proxyProblems(given: string | null): string[] {
  if (given === null || isUpTo(given, mostProxies)) return []
  if (given === 'true') {
    return ['TRUST_PROXY is "true", which lets anybody forge an address: give the number of proxies.']
  }
  const isAddress = (item: string): boolean => {
    const [address = '', bits, ...rest] = item.split('/')
    if (['loopback', 'linklocal', 'uniquelocal'].includes(item)) return true
    const longest = isIP(address) === 4 ? 32 : 128
    return isIP(address) > 0 && rest.length === 0 && (bits === undefined || isUpTo(bits, longest))
  }
  const wrong = given.split(',').filter((item) => !isAddress(item.trim()))
  return when(
    wrong.length > 0,
    `TRUST_PROXY is "${given}", but must be the number of proxies (1), or their addresses (10.0.0.1, 10.0.0.0/8).`,
  )
}

const isUpTo = (text: string, most: number): boolean => /^\d+$/.test(text) && Number(text) <= most

function originProblems(origin: string): string[] {
  if (origin === '*') return ['CORS_ORIGIN is "*", which browsers refuse with cookies: name the origins.']
  const isOrigin = /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin
  return when(!isOrigin, `CORS_ORIGIN holds "${origin}", but an origin is https://name or http://name:port.`)
}

function publicUrlProblems(given: string | null): string[] {
  if (given === null) return []
  const { protocol, origin, pathname, search, hash, username } = new URL(given)
  if (!/^https?:$/.test(protocol)) return ['PUBLIC_URL must begin with http:// or https://.']
  if (/[^/]/.test(pathname)) {
    return [
      `PUBLIC_URL ends with the path ${pathname}, but the server answers only at the root of a host: use ${origin}, or a host name of its own.`,
    ]
  }
  return when(
    `${search}${hash}${username}` !== '',
    'PUBLIC_URL must be a bare address such as https://videos.example.org.',
  )
}

function redisProblems(given: string | null): string[] {
  if (given === null) return []
  const { protocol, pathname, search, hash } = new URL(given)
  if (!/^rediss?:$/.test(protocol)) return ['REDIS_URL must begin with redis:// or rediss://.']
  return when(
    !/^\/?\d*$/.test(pathname) || search !== '' || hash !== '',
    'REDIS_URL ends with the number of a database, such as /1, or with nothing. In a password, @, /, # and ? are written %40, %2F, %23 and %3F.',
  )
}

/** Of a setting that could not be read, it counts that it was given: its value is not null. */
function secretProblems(read: Read, name: 'ACCESS_TOKEN_SECRET' | 'REFRESH_TOKEN_SECRET'): string[] {
  const secret = read[name]
  const isDemanded = read.NODE_ENV === 'production' || read.DATABASE_URL !== null || read.MONGODB_URI !== null
  if (!secret) {
    return when(
      isDemanded,
      `${name} is missing: in production, or with a database of your own, give ${shortestSecret} random characters.`,
    )
  }
  return when(
    secret.length < shortestSecret,
    `${name} has ${secret.length} characters, but must have ${shortestSecret} or more: openssl rand -base64 32 makes one.`,
  )
}
