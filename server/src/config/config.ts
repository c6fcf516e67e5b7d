import { resolve } from 'node:path'
import { distance } from './distance.ts'
import { type Setting, type SettingName, settings } from './settings.ts'
import { isWrong, readValue, type ValueOf } from './values.ts'

type Read = {
  [Name in SettingName]:
    | ((typeof settings)[Name]['kind'] extends infer Kind
        ? Kind extends keyof ValueOf
          ? ValueOf[Kind]
          : Kind extends readonly (infer Word)[]
            ? Word
            : never
        : never)
    | ((typeof settings)[Name] extends { default: string } ? never : null)
}

export type Config = Readonly<ReturnType<typeof grouped>>

/** What is wrong with the environment, all of it at once, a line each. */
export class ConfigError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const dialects = ['named-lists', 'array-lists', 'reference-subscriptions', 'owner-ids']

/** Reads the environment once. Throws a `ConfigError` with everything that is wrong and what would be right. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems = [...misspelt(env)]
  const values = {} as Record<string, unknown>
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const text = env[name]?.trim() || setting.default
    if (text && setting.notYet) problems.push(`${name}: ${setting.notYet} Remove it.`)
    try {
      values[name] = text === undefined ? null : readValue(setting.kind, text)
    } catch (error) {
      if (!isWrong(error)) throw error
      problems.push(`${name} is "${setting.kind === 'secret' ? '…' : text}", but must be ${error.message}.`)
    }
  }
  if (problems.length === 0) problems.push(...contradictions(values as Read))
  if (problems.length > 0) throw new ConfigError(problems)
  return grouped(values as Read)
}

/** A name one or two letters from one of ours is a typing mistake, not somebody else's variable. */
function misspelt(env: Record<string, string | undefined>): string[] {
  const known = Object.keys(settings)
  return Object.keys(env)
    .filter((name) => name.length >= 7 && !known.includes(name))
    .flatMap((name) => {
      const meant = known.find((candidate) => candidate.length >= 7 && distance(name, candidate) <= 2)
      return meant ? [`${name} is not a setting. Did you mean ${meant}?`] : []
    })
}

function contradictions(read: Read): string[] {
  const problems: string[] = []
  if (read.DATABASE_URL && !/^postgres(ql)?:/.test(read.DATABASE_URL)) {
    problems.push('DATABASE_URL must begin with postgres:// or postgresql://.')
  }
  if (read.DATABASE_URL && read.MONGODB_URI)
    problems.push('DATABASE_URL and MONGODB_URI: a site has one database.')
  if (read.TRUST_PROXY === 'true') {
    problems.push('TRUST_PROXY is "true", which lets anybody forge an address: give the number of proxies.')
  }
  if (read.CORS_ORIGIN?.includes('*')) {
    problems.push('CORS_ORIGIN is "*", which browsers refuse with cookies: name the origins.')
  }
  for (const origin of read.CORS_ORIGIN ?? []) {
    if (origin !== '*' && (!URL.canParse(origin) || new URL(origin).origin !== origin)) {
      problems.push(`CORS_ORIGIN holds "${origin}", but an origin is https://name or http://name:port.`)
    }
  }
  if (read.PUBLIC_URL && !/^https?:/.test(read.PUBLIC_URL)) problems.push('PUBLIC_URL must be http or https.')
  if (read.COOKIE_SAMESITE === 'none' && !read.PUBLIC_URL?.startsWith('https:')) {
    problems.push('COOKIE_SAMESITE is "none", which browsers take only with an https PUBLIC_URL.')
  }
  problems.push(...unknown('API_DIALECTS', read.API_DIALECTS ?? [], dialects))
  problems.push(...unknown('ROLES', read.ROLES, ['web', 'worker']))
  if (read.ROLES.length === 0) problems.push('ROLES is empty: web, worker, or both.')
  problems.push(...secretProblems(read))
  return problems
}

const unknown = (name: string, given: readonly string[], known: string[]): string[] =>
  given
    .filter((item) => !known.includes(item))
    .map((item) => `${name} holds "${item}", but knows only ${known.join(', ')}.`)

function secretProblems(read: Read): string[] {
  const problems: string[] = []
  const demanded = read.NODE_ENV === 'production' || read.DATABASE_URL !== null
  for (const name of ['ACCESS_TOKEN_SECRET', 'REFRESH_TOKEN_SECRET'] as const) {
    const secret = read[name]
    if (!secret && demanded) {
      problems.push(
        `${name} is missing: in production, or with a database of your own, give 32 random characters.`,
      )
    }
    if (secret && read.NODE_ENV === 'production' && secret.length < 32) {
      problems.push(`${name} has ${secret.length} characters, but must have 32 or more.`)
    }
  }
  if (read.ACCESS_TOKEN_SECRET && read.ACCESS_TOKEN_SECRET === read.REFRESH_TOKEN_SECRET) {
    problems.push('ACCESS_TOKEN_SECRET and REFRESH_TOKEN_SECRET must differ.')
  }
  return problems
}

const grouped = (read: Read) =>
  Object.freeze({
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
    },
    /** Null: the embedded PostgreSQL in `dataDir`. */
    database: read.DATABASE_URL === null ? null : { url: read.DATABASE_URL },
    databasePoolSize: read.DATABASE_POOL_SIZE,
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
