/**
 * The table of every environment variable. The configuration is read from it, and `.env.example` and
 * docs/configuration.md are generated from it.
 */

export type SettingKind =
  | 'text'
  | 'secret'
  | 'url'
  | 'port'
  | 'bytes'
  | 'integer'
  | 'duration'
  | 'switch'
  | 'list'
  | readonly string[]

export interface Setting {
  group: string
  kind: SettingKind
  /** As it would be written in the environment; absent: unset. */
  default?: string
  about: string
  /** A value worth showing where there is no default. */
  example?: string
  /** An engine that is not there yet: setting it stops the start with this sentence. */
  notYet?: string
}

const later = (engine: string): string => `${engine} is not supported by this version yet.`

export const settings = {
  NODE_ENV: {
    group: 'Server',
    kind: ['development', 'production', 'test'],
    default: 'development',
    about: 'In production, secrets must be given and no foreign web origin is allowed unless named.',
  },
  PORT: { group: 'Server', kind: 'port', default: '5000', about: 'The port the server listens on.' },
  HOST: {
    group: 'Server',
    kind: 'text',
    example: '127.0.0.1',
    about:
      'The address the server listens on, such as `127.0.0.1` behind a proxy of this machine. Unset: all.',
  },
  PUBLIC_URL: {
    group: 'Server',
    kind: 'url',
    example: 'https://videos.example.org',
    about:
      "Where clients reach the server: scheme, host and port, without a path. Unset: the request's own host. `https` makes cookies `Secure`.",
  },
  TRUST_PROXY: {
    group: 'Server',
    kind: 'text',
    example: '1',
    about:
      'Proxies in front: how many (`1`), or their addresses. Unset: none, and `X-Forwarded-*` is ignored.',
  },
  CORS_ORIGIN: {
    group: 'Server',
    kind: 'list',
    example: 'https://www.example.org,https://studio.example.org',
    about: 'Web origins that may call with cookies. Unset: any `localhost` outside production, none in it.',
  },
  COOKIE_SAMESITE: {
    group: 'Server',
    kind: ['lax', 'strict', 'none'],
    default: 'lax',
    about: '`SameSite` of the session cookies; `none` needs an https `PUBLIC_URL`.',
  },
  API_DIALECTS: {
    group: 'Server',
    kind: 'list',
    example: 'named-lists',
    about:
      'Where front ends disagree: `named-lists`, `array-lists`, `reference-subscriptions`, `owner-ids`; docs/dialects.md shows each.',
  },
  SHARE_PUBLIC_ANSWERS: {
    group: 'Server',
    kind: 'switch',
    default: 'off',
    about:
      'What visitors who are not signed in ask for is made once a second at most, however many ask. For sites with many of them.',
  },
  WEB_CLIENT: {
    group: 'Server',
    kind: 'switch',
    default: 'on',
    about: 'The pages at `/`. `off`: this server is an API alone, for front ends of your own.',
  },
  ROLES: {
    group: 'Server',
    kind: 'list',
    default: 'web,worker',
    about: 'What this process does: `web` answers requests, `worker` runs jobs such as transcoding.',
  },
  RATE_LIMITS: {
    group: 'Server',
    kind: 'switch',
    default: 'on',
    about: 'Limits on log-in, registration and refresh; `off` is for load tests.',
  },
  DATA_DIR: {
    group: 'Storage',
    kind: 'text',
    default: './data',
    about: 'The folder of everything the server keeps on this machine.',
  },
  DATABASE_URL: {
    group: 'Storage',
    kind: 'url',
    example: 'postgres://reelbase:password@localhost:5432/reelbase',
    about: 'A PostgreSQL of your own, 15 or newer. Unset: one is run in `DATA_DIR`.',
  },
  DATABASE_POOL_SIZE: {
    group: 'Storage',
    kind: 'integer',
    default: '10',
    about: 'Connections to the database. Searches have as many of their own.',
  },
  DATABASE_REPLICA_URLS: {
    group: 'Storage',
    kind: 'list',
    example: 'postgres://reelbase:password@replica:5432/reelbase',
    about:
      'Standbys of `DATABASE_URL`. Lists for visitors who are not signed in are read there, as long as they are less than five seconds behind.',
  },
  DATABASE_STATEMENT_NAMES: {
    group: 'Storage',
    kind: 'switch',
    default: 'on',
    about:
      'Whether statements are sent by name, so that the database plans them once. `off` behind a PgBouncer before 1.21 in transaction mode.',
  },
  MONGODB_URI: {
    group: 'Storage',
    kind: 'text',
    example: 'mongodb://user:password@localhost:27017/reelbase?replicaSet=rs0',
    about:
      'A MongoDB replica set, 6.0 or newer, in the place of PostgreSQL; one server may be a set of its own. Without the name of a database it is `videotube`.',
  },
  REDIS_URL: {
    group: 'Storage',
    kind: 'url',
    example: 'redis://:password@localhost:6379',
    about:
      'What the processes of a site share: news of changes, rate limits, whose turn a job is. Redis 6.2 or newer; needed as soon as there is more than one process.',
  },
  S3_BUCKET: {
    group: 'Storage',
    kind: 'text',
    example: 'reelbase-media',
    about: 'The bucket of an S3 store that holds media files. Unset: they lie in `DATA_DIR/media`.',
  },
  S3_ENDPOINT: {
    group: 'Storage',
    kind: 'url',
    example: 'https://s3.example.org',
    about: "The address of that store, without the bucket. Unset: Amazon's, in `S3_REGION`.",
  },
  S3_REGION: {
    group: 'Storage',
    kind: 'text',
    example: 'eu-central-1',
    about: 'Its region; with `S3_ENDPOINT`, `us-east-1` unless the store has others.',
  },
  S3_ACCESS_KEY_ID: {
    group: 'Storage',
    kind: 'secret',
    example: 'reelbase',
    about: 'The key to that bucket.',
  },
  S3_SECRET_ACCESS_KEY: { group: 'Storage', kind: 'secret', example: '…', about: 'Its secret.' },
  S3_FORCE_PATH_STYLE: {
    group: 'Storage',
    kind: 'switch',
    about:
      "Whether the bucket stands in the path of addresses instead of the host's name. Unset: `on` with `S3_ENDPOINT`, `off` at Amazon.",
  },
  S3_PUBLIC_URL: {
    group: 'Storage',
    kind: 'url',
    example: 'https://media.example.org',
    about:
      'A CDN before the bucket, from which browsers get the files of open videos. It must reach nothing but `public/`. Unset: this server gives them.',
  },
  CLOUDINARY_CLOUD_NAME: {
    group: 'Storage',
    kind: 'text',
    example: 'demo',
    about:
      'A cloud at Cloudinary that holds media files, and makes the streams of videos, in the place of `DATA_DIR/media`, S3 and ffmpeg.',
  },
  CLOUDINARY_API_KEY: { group: 'Storage', kind: 'secret', example: '123456789012345', about: 'Its key.' },
  CLOUDINARY_API_SECRET: { group: 'Storage', kind: 'secret', example: '…', about: 'Its secret.' },
  CLOUDINARY_SIGNATURE: {
    group: 'Storage',
    kind: ['sha1', 'sha256'],
    default: 'sha1',
    about: 'How its account signs; `sha256` where it was set to that.',
  },
  CLOUDINARY_DELIVERY: {
    group: 'Storage',
    kind: ['server', 'direct'],
    default: 'server',
    about:
      'Where browsers get the files of open videos and pictures: from this server, which asks each time whether the video is still open, or directly from Cloudinary, which lets go of what was closed some minutes later.',
  },
  CLOUDINARY_API_URL: {
    group: 'Storage',
    kind: 'url',
    example: 'https://api-eu.cloudinary.com',
    about: 'Its interface in another region. Unset: `https://api.cloudinary.com`.',
  },
  CLOUDINARY_DELIVERY_URL: {
    group: 'Storage',
    kind: 'url',
    example: 'https://media.example.org',
    about:
      'Where its files are read, for a host name of your own or a private CDN. Unset: `https://res.cloudinary.com/` and the name of the cloud.',
  },
  X_ACCEL_LOCATION: {
    group: 'Storage',
    kind: 'text',
    example: '/-/media',
    about:
      'The internal location of the nginx in front that stands for `DATA_DIR/media`: files leave by nginx, once this server has said who may have them. Then nothing but nginx can give them. Unset: this server gives them itself.',
  },
  DISK_RESERVE_BYTES: {
    group: 'Storage',
    kind: 'bytes',
    default: '1GiB',
    about: 'Disk space that uploads may never take, so that the database can always write.',
  },
  ACCESS_TOKEN_SECRET: {
    group: 'Accounts',
    kind: 'secret',
    about:
      'Signs access tokens; 32 characters or more. Made once and kept in `DATA_DIR` where it is unset; demanded in production and with `DATABASE_URL` or `MONGODB_URI`.',
  },
  ACCESS_TOKEN_EXPIRY: {
    group: 'Accounts',
    kind: 'duration',
    default: '15m',
    about: 'How long an access token lasts: `15m`, `1h`, `1d`.',
  },
  REFRESH_TOKEN_SECRET: {
    group: 'Accounts',
    kind: 'secret',
    about:
      'Derives refresh tokens; 32 characters or more. Made once and kept in `DATA_DIR` where it is unset; demanded in production and with `DATABASE_URL` or `MONGODB_URI`.',
  },
  REFRESH_TOKEN_EXPIRY: {
    group: 'Accounts',
    kind: 'duration',
    default: '30d',
    about: 'How long a session lasts without being used.',
  },
  SMTP_URL: { group: 'Accounts', kind: 'url', about: 'A mail server.', notYet: later('Mail') },
  MAX_IMAGE_BYTES: { group: 'Media', kind: 'bytes', default: '10MiB', about: 'Largest picture.' },
  MAX_VIDEO_BYTES: { group: 'Media', kind: 'bytes', default: '10GiB', about: 'Largest video.' },
  FFMPEG_PATH: {
    group: 'Media',
    kind: 'text',
    about: "ffmpeg. Unset: the system's, else the npm package's.",
  },
  FFPROBE_PATH: {
    group: 'Media',
    kind: 'text',
    about: "ffprobe. Unset: the system's, else the npm package's.",
  },
  TRANSCODE_PRESET: {
    group: 'Media',
    kind: ['veryfast', 'superfast', 'faster', 'fast', 'medium'],
    default: 'veryfast',
    about: 'Speed against size of the x264 encoder; `superfast` for small machines.',
  },
  LOG_LEVEL: {
    group: 'Operation',
    kind: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    about: 'How much is logged.',
  },
  LOG_FORMAT: {
    group: 'Operation',
    kind: ['auto', 'json', 'pretty', 'combined'],
    default: 'auto',
    about: '`auto`: readable in a terminal, JSON elsewhere. `combined`: one Apache combined line a request.',
  },
  METRICS: {
    group: 'Operation',
    kind: 'switch',
    default: 'off',
    about: 'Prometheus figures on a port of their own.',
  },
  METRICS_PORT: { group: 'Operation', kind: 'port', default: '9464', about: 'That port.' },
  METRICS_HOST: {
    group: 'Operation',
    kind: 'text',
    default: '127.0.0.1',
    about: 'The address the figures are served on; they tell much, so not the world by default.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
