import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'
import { settings } from './settings.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }
const database = { ...secrets, DATABASE_URL: 'postgres://me@localhost/reelbase' }

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

it('needs nothing at all', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    production: false,
    dataDir: resolve('data'),
    roles: { web: true, worker: true },
    database: null,
    metrics: null,
    secrets: { accessToken: null, refreshToken: null },
    tokens: { accessSeconds: 900, refreshSeconds: 30 * 86_400 },
    http: { port: 5000, publicUrl: null, trustProxy: false, corsOrigins: null, dialects: [] },
  })
})

it('leaves the variables of other programs alone', () => {
  const others = {
    PATH: '/bin',
    HOSTNAME: 'box',
    LOGNAME: 'me',
    PGPORT: '1',
    npm_config_cache: 'x',
    SHLVL: '1',
  }
  expect(problemsOf(others)).toEqual([])
})

it('takes an empty variable for an unset one', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', LOG_LEVEL: '' }).http.port).toBe(5000)
})

it.each([
  [{ DATA_DIR: '/srv/reel base' }, { dataDir: '/srv/reel base' }],
  [{ PORT: '0' }, { http: { port: 0 } }],
  [{ PUBLIC_URL: 'https://v.example.org/' }, { http: { publicUrl: 'https://v.example.org' } }],
  [{ TRUST_PROXY: '2' }, { http: { trustProxy: 2 } }],
  [{ TRUST_PROXY: '10.0.0.0/8, ::1' }, { http: { trustProxy: '10.0.0.0/8, ::1' } }],
  [
    { CORS_ORIGIN: 'https://a.org, http://b.org:3000,' },
    { http: { corsOrigins: ['https://a.org', 'http://b.org:3000'] } },
  ],
  [{ ROLES: 'worker' }, { roles: { web: false, worker: true } }],
  [{ X_ACCEL_LOCATION: '/-/media/' }, { accelLocation: '/-/media' }],
  [{ RATE_LIMITS: 'off' }, { http: { rateLimits: false } }],
  [{ MAX_VIDEO_BYTES: '1.5GiB' }, { media: { maxVideoBytes: 1.5 * 1024 ** 3 } }],
  [{ DISK_RESERVE_BYTES: '0' }, { diskReserveBytes: 0 }],
  [{ MAX_VIDEO_BYTES: ' 1 TiB ' }, { media: { maxVideoBytes: 1024 ** 4 } }],
  [{ MAX_IMAGE_BYTES: '2MB' }, { media: { maxImageBytes: 2_000_000 } }],
  [{ ACCESS_TOKEN_EXPIRY: '90' }, { tokens: { accessSeconds: 90 } }],
  [{ ACCESS_TOKEN_EXPIRY: '1d' }, { tokens: { accessSeconds: 86_400 } }],
  [{ METRICS: 'on' }, { metrics: { port: 9464, host: '127.0.0.1' } }],
  [
    { ...database, DATABASE_URL: 'postgres://me@db/x?sslmode=require&sslrootcert=/ca.pem' },
    { database: { url: 'postgres://me@db/x?sslmode=verify-full&sslrootcert=/ca.pem' } },
  ],
  [
    { ...database, DATABASE_URL: 'postgres://me@db/x?sslmode=require&uselibpqcompat=true' },
    { database: { url: 'postgres://me@db/x?sslmode=require&uselibpqcompat=true' } },
  ],
  [database, { database: { url: database.DATABASE_URL }, secrets: { accessToken: 'a'.repeat(32) } }],
])('reads %j', (env, expected) => {
  expect(readConfig(env as unknown as Record<string, string>)).toMatchObject(expected)
})

it.each([
  [{ PORT: 'eighty' }, 'PORT is "eighty", but must be a whole number from 0 to 65535.'],
  [{ PORT: '70000' }, 'PORT is "70000"'],
  [{ NODE_ENV: 'staging' }, 'must be one of development, production, test.'],
  [{ RATE_LIMITS: 'maybe' }, 'must be on or off.'],
  [{ MAX_VIDEO_BYTES: 'huge' }, 'must be a size such as 10485760, 10MiB or 2GB.'],
  [{ ACCESS_TOKEN_EXPIRY: '0' }, 'must be a time such as 900, 15m, 12h or 30d.'],
  [{ ACCESS_TOKEN_EXPIRY: '99999999999d' }, 'must be a time'],
  [{ ACCESS_TOKEN_EXPIRY: '40d' }, 'ACCESS_TOKEN_EXPIRY is longer than REFRESH_TOKEN_EXPIRY'],
  [
    { PUBLIC_URL: 'videos.example.org' },
    'PUBLIC_URL is "videos.example.org", but must be a URL such as https://videos.example.org.',
  ],
  [{ PUBLIC_URL: 'ftp://example.org' }, 'PUBLIC_URL must begin with http:// or https://.'],
  [{ PUBLIC_URL: 'https://example.org/?a=1' }, 'PUBLIC_URL must be a bare address'],
  [
    { PUBLIC_URL: 'https://example.org/sub/' },
    'PUBLIC_URL ends with the path /sub/, but the server answers only at the root of a host: use https://example.org, or',
  ],
  [{ TRUST_PROXY: 'true' }, 'give the number of proxies'],
  [{ TRUST_PROXY: 'my-proxy' }, 'TRUST_PROXY is "my-proxy"'],
  [{ TRUST_PROXY: '10.0.0.0/64' }, 'TRUST_PROXY is "10.0.0.0/64"'],
  [{ CORS_ORIGIN: '*' }, 'CORS_ORIGIN is "*", which browsers refuse with cookies: name the origins.'],
  [{ CORS_ORIGIN: 'https://a.org/app' }, 'CORS_ORIGIN holds "https://a.org/app"'],
  [{ COOKIE_SAMESITE: 'none' }, 'only with an https PUBLIC_URL'],
  [{ API_DIALECTS: 'named-lists,dutch' }, 'API_DIALECTS holds "dutch", but knows only named-lists, '],
  [
    { API_DIALECTS: 'array-lists,owner-ids,named-lists' },
    'API_DIALECTS holds named-lists and array-lists, but a list is a page object or an array',
  ],
  [{ ROLES: 'web,waiter' }, 'ROLES holds "waiter", but knows only web, worker.'],
  [{ ROLES: ',' }, 'ROLES is empty'],
  [{ METRICS: 'on', METRICS_PORT: '5000' }, 'METRICS_PORT and PORT are both 5000'],
  [{ ...database, DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL must begin with postgres://'],
  [{ ...database, DATABASE_URL: 'postgres://me@localhost' }, 'DATABASE_URL names no database'],
  [{ DATABASE_REPLICA_URLS: 'postgres://replica/x' }, 'DATABASE_REPLICA_URLS is set without DATABASE_URL'],
  [
    { ...secrets, DATABASE_URL: 'postgres://h/x', DATABASE_REPLICA_URLS: 'postgres://me:hunter2@replica' },
    'DATABASE_REPLICA_URLS holds "postgres://…@replica", but an address is',
  ],
  [{ ...secrets, MONGODB_URI: 'localhost:27017' }, 'MONGODB_URI must begin with mongodb://'],
  [
    { ...database, DATABASE_URL: 'localhost/reelbase' },
    'must be a URL such as postgres://reelbase:password@localhost:5432/reelbase.',
  ],
  [{ ...database, DATABASE_URL: 'postgres://me@localhost:99999/x' }, 'must be a URL such as'],
  [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL must begin with redis:// or rediss://.'],
  [{ REDIS_URL: 'redis://:a/b@localhost' }, 'must be a URL such as redis://:password@localhost:6379'],
  [{ REDIS_URL: 'redis://localhost/first' }, 'REDIS_URL ends with the number of a database'],
  [{ ACCESS_TOKEN_SECRET: 'a'.repeat(40), REFRESH_TOKEN_SECRET: 'a'.repeat(40) }, 'must differ'],
  [{ REFRESH_TOKEN_SECRET: 'short' }, 'REFRESH_TOKEN_SECRET has 5 characters, but must have 32 or more'],
  [{ PORT: '"5000"' }, 'PORT stands in quotation marks'],
  [{ DATA_DIR: "'./data'" }, 'DATA_DIR stands in quotation marks'],
  [{ PORT: '-1' }, 'a whole number from 0 to 65535.'],
  [{ PORT: 'true' }, 'a whole number from 0 to 65535.'],
  [{ PORT: '5000 # for now' }, 'a whole number from 0 to 65535.'],
  [{ DATABASE_POOL_SIZE: '0' }, 'a whole number from 1 to 1000.'],
  [{ DATABASE_POOL_SIZE: '1e9' }, 'a whole number from 1 to 1000.'],
  [{ MAX_VIDEO_BYTES: '-5GiB' }, 'a size such as'],
  [{ MAX_VIDEO_BYTES: '99999999999GiB' }, 'a size such as'],
  [{ MAX_VIDEO_BYTES: '0' }, 'MAX_VIDEO_BYTES is 0 bytes: nothing could be uploaded.'],
  [{ MAX_IMAGE_BYTES: '10' }, 'MAX_IMAGE_BYTES is 10 bytes'],
  [{ DISK_RESERVE_BYTES: '10 percent' }, 'a size such as'],
  [{ REFRESH_TOKEN_EXPIRY: '-30d' }, 'must be a time'],
  [{ REFRESH_TOKEN_EXPIRY: '1 month' }, 'must be a time'],
  [{ TRUST_PROXY: '-1' }, 'TRUST_PROXY is "-1"'],
  [{ TRUST_PROXY: '1000' }, 'TRUST_PROXY is "1000"'],
  [{ LOG_LEVEL: 'INFO' }, 'must be one of trace, debug, info,'],
  [{ NODE_ENV: 'Production' }, 'must be one of development, production, test.'],
  [{ METRICS: 'enabled' }, 'must be on or off.'],
  [{ ROLES: 'Web' }, 'ROLES holds "Web"'],
  [{ CORS_ORIGIN: 'true' }, 'CORS_ORIGIN holds "true"'],
])('refuses %j', (env, sentence) => {
  const problems = problemsOf(env as Record<string, string>)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(sentence)
})

it.each([
  ['DATABASE_URI', 'DATABASE_URL'],
  ['MONGODB_URL', 'MONGODB_URI'],
  ['CORS_ORIGINS', 'CORS_ORIGIN'],
  ['ACCESS_TOKEN_SECERT', 'ACCESS_TOKEN_SECRET'],
  ['data_dir', 'DATA_DIR'],
  ['PORTT', 'PORT'],
  ['PROT', 'PORT'],
  ['HSOT', 'HOST'],
  ['HOSTT', 'HOST'],
  ['REELBASE_PORT', 'PORT'],
  ['REELBASE_DATA_DIR', 'DATA_DIR'],
])('asks whether %s was meant to be %s', (typo, meant) => {
  expect(problemsOf({ [typo]: 'x' })).toEqual([`${typo} is not a setting. Did you mean ${meant}?`])
})

it('takes no variable of somebody else for a mistake', () => {
  const names =
    'PATH HOME TERM SHELL USER PWD LANG EDITOR MAIL LOGNAME SHLVL OLDPWD TMPDIR DISPLAY HOSTNAME HOSTTYPE HOSTS PORTS ' +
    'POST PORTAGE IPORT HOSTED HOUSE ROLE RULES port host LC_ALL TZ CI DEBUG NODE_PATH PS1 SMTP_HOST HTTP_PORT DB_PORT'
  expect(problemsOf(Object.fromEntries(names.split(' ').map((name) => [name, 'x'])))).toEqual([])
})

const notYet = Object.entries(settings).flatMap(([name, setting]) => ('notYet' in setting ? [name] : []))

it.each(notYet)('refuses %s, which is not there yet', (name) => {
  const value = { url: 'redis://localhost', switch: 'on' }[
    settings[name as keyof typeof settings].kind as string
  ]
  expect(problemsOf({ ...secrets, [name]: value ?? 'x' }).join()).toMatch(`${name} is set, but`)
})

it('refuses two databases', () => {
  expect(problemsOf({ ...database, MONGODB_URI: 'mongodb://localhost' }).join()).toContain(
    'a site has one database',
  )
})

it.each<Record<string, string>>([{ NODE_ENV: 'production' }, { DATABASE_URL: database.DATABASE_URL }])(
  'demands secrets with %j',
  (env) => {
    expect(problemsOf(env)).toEqual([
      expect.stringContaining('ACCESS_TOKEN_SECRET is missing'),
      expect.stringContaining('REFRESH_TOKEN_SECRET is missing'),
    ])
    expect(problemsOf({ ...env, ...secrets })).toEqual([])
  },
)

it('leaves the variables alone that Kubernetes makes of a service named reelbase', () => {
  const links = {
    REELBASE_PORT: 'tcp://10.0.0.1:5000',
    REELBASE_SERVICE_HOST: '10.0.0.1',
    REELBASE_IMAGE: 'x',
  }
  expect(problemsOf(links)).toEqual([])
})

it('lists everything that is wrong at once', () => {
  const problems = problemsOf({
    ...{ PORT: 'x', LOG_LEVEL: 'loud', DATABASE_URI: 'x', CORS_ORIGIN: '*', NODE_ENV: 'production' },
    ...{ PUBLIC_URL: 'nonsense', COOKIE_SAMESITE: 'none' },
  })
  const wanted = ['DATABASE_URI', 'PORT', 'PUBLIC_URL', 'LOG_LEVEL', 'CORS_ORIGIN', 'ACCESS_TOKEN_SECRET']
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([...wanted, 'REFRESH_TOKEN_SECRET'])
})

it('tells of a secret beside another setting that cannot be read', () => {
  const problems = problemsOf({ NODE_ENV: 'prod', ACCESS_TOKEN_SECRET: 'short' })
  expect(problems).toEqual([
    expect.stringContaining('NODE_ENV is "prod"'),
    expect.stringContaining('ACCESS_TOKEN_SECRET has 5 characters'),
  ])
  expect(problemsOf({ DATABASE_URL: 'nonsense' })).toHaveLength(3)
})

it('shows neither secrets nor passwords in what it says', () => {
  const problems = problemsOf({ DATABASE_URL: 'postgres//me:hun/ter2@', CLOUDINARY_API_SECRET: 'hunter2' })
  expect(problems.join()).not.toMatch(/ter2/)
})

it('reads what .env.example holds', () => {
  const example = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8')
  const env = Object.fromEntries(
    [...example.matchAll(/^# ([A-Z0-9_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
  )
  expect(Object.keys(env).length).toBeGreaterThan(15)
  // A site has one database, and keeps its files in one place, of which nginx takes none from afar.
  const without = (group: string) =>
    Object.fromEntries(
      Object.keys(env)
        .filter((name) => name.startsWith(group))
        .map((name) => [name, '']),
    )
  for (const other of ['DATABASE_', 'MONGODB_']) {
    for (const files of ['S3_', 'CLOUDINARY_'])
      expect(
        problemsOf({ ...env, ...secrets, ...without(other), ...without(files), X_ACCEL_LOCATION: '' }),
      ).toEqual([])
  }
})

it('cannot be changed', () => {
  const config = readConfig({ CORS_ORIGIN: 'https://a.org' }) as unknown as {
    http: { port: number; corsOrigins: string[] }
  }
  expect(() => {
    config.http.port = 1
  }).toThrow(TypeError)
  expect(() => config.http.corsOrigins.push('x')).toThrow(TypeError)
})

const s3 = {
  S3_ENDPOINT: 'http://localhost:9000',
  S3_BUCKET: 'films',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'the secret',
}

it('keeps files on this machine, or in the bucket that is named', () => {
  expect(readConfig({}).s3).toBeNull()
  expect(readConfig(s3).s3).toMatchObject({ region: 'us-east-1', forcePathStyle: true, publicUrl: null })
  const amazon = {
    ...s3,
    S3_ENDPOINT: '',
    S3_REGION: 'eu-central-1',
    S3_PUBLIC_URL: 'https://cdn.example.org/',
  }
  expect(readConfig(amazon).s3).toMatchObject({
    ...{ endpoint: null, region: 'eu-central-1', forcePathStyle: false },
    publicUrl: 'https://cdn.example.org',
  })
})

it.each<[Record<string, string>, string]>([
  [{ S3_BUCKET: 'films' }, 'S3_BUCKET is set, but not S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY'],
  [{ ...s3, X_ACCEL_LOCATION: '/-/media' }, 'X_ACCEL_LOCATION lets nginx take files from a disk, but'],
  [{ X_ACCEL_LOCATION: 'https://files' }, 'X_ACCEL_LOCATION must be a path of nginx such as /-/media.'],
  [{ S3_PUBLIC_URL: 'https://cdn.example.org' }, 'but not S3_BUCKET and S3_ACCESS_KEY_ID and'],
  [{ ...s3, S3_ENDPOINT: '' }, 'S3_ENDPOINT or S3_REGION is missing'],
  [{ ...s3, S3_BUCKET: 'My Films' }, 'S3_BUCKET is "My Films", but'],
  [{ ...s3, S3_ENDPOINT: 'http://localhost:9000/films' }, 'S3_ENDPOINT is the address of the store alone'],
  [{ ...s3, S3_ENDPOINT: 'http://key:secret@localhost:9000' }, 'S3_ENDPOINT holds a key'],
  [{ ...s3, S3_ENDPOINT: 's3://films' }, 'S3_ENDPOINT must begin with http'],
  [{ ...s3, S3_PUBLIC_URL: 'https://cdn.example.org/?a=b' }, 'S3_PUBLIC_URL must be a bare address'],
  [{ ...s3, S3_PUBLIC_URL: 'https://a.org', PUBLIC_URL: 'https://a.org' }, 'are the same host'],
  [{ ...s3, S3_PUBLIC_URL: 'http://cdn.org', PUBLIC_URL: 'https://a.org' }, 'browsers refuse to mix them'],
])('refuses the S3 of %j', (env, sentence) => {
  expect(problemsOf(env)).toEqual([expect.stringContaining(sentence)])
})

const cloudinary = {
  CLOUDINARY_CLOUD_NAME: 'demo',
  CLOUDINARY_API_KEY: '1234',
  CLOUDINARY_API_SECRET: 'the secret',
}

it('keeps files at Cloudinary where a cloud is named, with addresses of its own or of the account', () => {
  expect(readConfig({}).cloudinary).toBeNull()
  expect(readConfig(cloudinary).cloudinary).toEqual({
    ...{ cloudName: 'demo', apiKey: '1234', apiSecret: 'the secret', signature: 'sha1', isDirect: false },
    ...{ apiUrl: 'https://api.cloudinary.com', deliveryUrl: 'https://res.cloudinary.com/demo' },
  })
  const own = {
    ...cloudinary,
    ...{ CLOUDINARY_SIGNATURE: 'sha256', CLOUDINARY_DELIVERY: 'direct' },
    ...{
      CLOUDINARY_API_URL: 'https://api-eu.cloudinary.com/',
      CLOUDINARY_DELIVERY_URL: 'https://m.example.org/',
    },
  }
  expect(readConfig(own).cloudinary).toMatchObject({
    ...{ signature: 'sha256', isDirect: true },
    ...{ apiUrl: 'https://api-eu.cloudinary.com', deliveryUrl: 'https://m.example.org' },
  })
})

it.each<[Record<string, string>, string]>([
  [
    { ...cloudinary, CLOUDINARY_API_SECRET: '' },
    'CLOUDINARY_API_KEY are set, but not CLOUDINARY_API_SECRET:',
  ],
  [{ CLOUDINARY_API_SECRET: 'x' }, 'is set, but not CLOUDINARY_CLOUD_NAME and CLOUDINARY_API_KEY:'],
  [{ CLOUDINARY_DELIVERY_URL: 'https://m.example.org' }, 'is set, but not CLOUDINARY_CLOUD_NAME and'],
  [
    { ...cloudinary, ...s3 },
    'S3_BUCKET and CLOUDINARY_CLOUD_NAME are both set, but a site keeps its files in one place',
  ],
  [{ ...cloudinary, X_ACCEL_LOCATION: '/-/media' }, 'but CLOUDINARY_CLOUD_NAME says that they are not there'],
  [{ ...cloudinary, CLOUDINARY_CLOUD_NAME: 'cloudinary://1:2@demo' }, "but a cloud's name has letters"],
  [{ ...cloudinary, CLOUDINARY_API_URL: 'ftp://api' }, 'CLOUDINARY_API_URL must begin with http'],
  [{ ...cloudinary, CLOUDINARY_DELIVERY_URL: 'https://m.example.org/?a' }, 'must be a bare address'],
  [{ ...cloudinary, CLOUDINARY_SIGNATURE: 'md5' }, 'must be one of sha1, sha256'],
  [{ CLOUDINARY_DELIVERY: 'direct' }, 'there is no CLOUDINARY_CLOUD_NAME'],
  [
    {
      ...{ ...cloudinary, CLOUDINARY_DELIVERY: 'direct', CLOUDINARY_DELIVERY_URL: 'http://m.example.org' },
      PUBLIC_URL: 'https://v.example.org',
    },
    'browsers refuse to mix them',
  ],
])('refuses the Cloudinary of %j', (env, sentence) => {
  expect(problemsOf(env)).toEqual([expect.stringContaining(sentence)])
})
