import { resolve } from 'node:path'
import { contradictions } from './contradictions.ts'
import { misspelt } from './misspelt.ts'
import { withStrictTls } from './place.ts'
import type { Read } from './read.ts'
import { type Setting, type SettingName, settings } from './settings.ts'
import { isWrong, readValue } from './values.ts'

export type Config = Frozen<ReturnType<typeof grouped>>

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T

/** What is wrong with the environment, all of it at once, a line each. */
export class ConfigError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads the environment once. Throws a `ConfigError` with everything that is wrong and what would be right, below what
 * was found wrong before.
 */
export function readConfig(env: Record<string, string | undefined>, wrong: string[] = []): Config {
  const problems = [...wrong, ...misspelt(env)]
  const values: Record<string, unknown> = {}
  const unreadable = new Set<SettingName>()
  for (const [name, setting] of Object.entries(settings) as [SettingName, Setting][]) {
    const text = env[name]?.trim() || setting.default
    if (text && isQuoted(text)) {
      unreadable.add(name)
      problems.push(`${name} stands in quotation marks, which belong to the shell: remove them.`)
      continue
    }
    if (text && setting.notYet) problems.push(`${name} is set, but ${setting.notYet} Remove it.`)
    try {
      values[name] = text === undefined ? null : readValue(setting.kind, text)
    } catch (error) {
      if (!isWrong(error)) throw error
      unreadable.add(name)
      problems.push(
        `${name} is "${shown(setting, text ?? '')}", but must be ${error.message}${exampleOf(setting)}.`,
      )
    }
  }
  problems.push(...contradictions(values as Read, unreadable))
  if (problems.length > 0) throw new ConfigError(problems)
  return deepFreeze(grouped(values as Read))
}

const isQuoted = (text: string): boolean => /^(["']).*\1$/s.test(text)

const exampleOf = ({ kind, example }: Setting): string =>
  kind === 'url' && example ? ` such as ${example}` : ''

/** Without secrets and passwords: the list of problems ends up in logs. */
const shown = ({ kind }: Setting, text: string): string =>
  kind === 'secret' ? '…' : text.replace(/\/\/.*@/, '//…@')

function deepFreeze<T>(value: T): Frozen<T> {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value as Frozen<T>
}

const grouped = (read: Read) => ({
  production: read.NODE_ENV === 'production',
  dataDir: resolve(read.DATA_DIR),
  diskReserveBytes: read.DISK_RESERVE_BYTES,
  roles: { web: read.ROLES.includes('web'), worker: read.ROLES.includes('worker') },
  http: {
    port: read.PORT,
    host: read.HOST,
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    /** Express's `trust proxy`: a hop count, addresses, or false. */
    trustProxy:
      read.TRUST_PROXY === null
        ? false
        : /^\d+$/.test(read.TRUST_PROXY)
          ? Number(read.TRUST_PROXY)
          : read.TRUST_PROXY,
    /** Null: any localhost origin outside production, none in it. */
    corsOrigins: read.CORS_ORIGIN,
    cookieSameSite: read.COOKIE_SAMESITE,
    rateLimits: read.RATE_LIMITS,
    dialects: read.API_DIALECTS ?? [],
    sharesPublicAnswers: read.SHARE_PUBLIC_ANSWERS,
    webClient: read.WEB_CLIENT,
  },
  /** Null: the embedded PostgreSQL in `dataDir`. */
  database:
    read.DATABASE_URL === null
      ? null
      : {
          url: withStrictTls(read.DATABASE_URL),
          replicaUrls: (read.DATABASE_REPLICA_URLS ?? []).map(withStrictTls),
          statementNames: read.DATABASE_STATEMENT_NAMES,
        },
  /** A MongoDB in the place of PostgreSQL. */
  mongo: read.MONGODB_URI === null ? null : { uri: read.MONGODB_URI },
  databasePoolSize: read.DATABASE_POOL_SIZE,
  /** Null: this process is the only one. */
  redis: read.REDIS_URL === null ? null : { url: read.REDIS_URL },
  /** Null: media files lie in `dataDir`. */
  s3: s3Of(read),
  /** Where nginx finds `dataDir/media`; null: this server sends files itself. */
  accelLocation: read.X_ACCEL_LOCATION?.replace(/\/+$/, '') ?? null,
  /** Files and streams there, in the place of disk, S3 and ffmpeg. */
  cloudinary: cloudinaryOf(read),
  /** Null where the embedded default makes and keeps its own. */
  secrets: { accessToken: read.ACCESS_TOKEN_SECRET, refreshToken: read.REFRESH_TOKEN_SECRET },
  tokens: { accessSeconds: read.ACCESS_TOKEN_EXPIRY, refreshSeconds: read.REFRESH_TOKEN_EXPIRY },
  media: {
    maxImageBytes: read.MAX_IMAGE_BYTES,
    maxVideoBytes: read.MAX_VIDEO_BYTES,
    ffmpegPath: read.FFMPEG_PATH,
    ffprobePath: read.FFPROBE_PATH,
    preset: read.TRANSCODE_PRESET,
  },
  log: { level: read.LOG_LEVEL, format: read.LOG_FORMAT },
  metrics: read.METRICS ? { port: read.METRICS_PORT, host: read.METRICS_HOST } : null,
})

function cloudinaryOf(read: Read) {
  const { CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY, CLOUDINARY_API_SECRET } = read
  if (!CLOUDINARY_CLOUD_NAME || !CLOUDINARY_API_KEY || !CLOUDINARY_API_SECRET) return null
  const bare = (url: string): string => url.replace(/\/+$/, '')
  return {
    cloudName: CLOUDINARY_CLOUD_NAME,
    apiKey: CLOUDINARY_API_KEY,
    apiSecret: CLOUDINARY_API_SECRET,
    signature: read.CLOUDINARY_SIGNATURE,
    apiUrl: bare(read.CLOUDINARY_API_URL ?? 'https://api.cloudinary.com'),
    deliveryUrl: bare(read.CLOUDINARY_DELIVERY_URL ?? `https://res.cloudinary.com/${CLOUDINARY_CLOUD_NAME}`),
    /** Browsers read open files there, and not here. */
    isDirect: read.CLOUDINARY_DELIVERY === 'direct',
  }
}

function s3Of(read: Read) {
  const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_ENDPOINT } = read
  if (!S3_BUCKET || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) return null
  return {
    endpoint: S3_ENDPOINT,
    bucket: S3_BUCKET,
    region: read.S3_REGION ?? 'us-east-1',
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
    forcePathStyle: read.S3_FORCE_PATH_STYLE ?? S3_ENDPOINT !== null,
    /** Null: this server gives public files too. */
    publicUrl: read.S3_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
  }
}
