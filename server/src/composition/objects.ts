import { join } from 'node:path'
import type { Logger } from 'pino'
import { diskObjectStore } from '../adapters/disk/object-store.ts'
import type { Config } from '../config/config.ts'
import { noticePath } from '../http/notices.ts'
import { every } from '../lib/every.ts'
import type { Clock } from '../ports/clock.ts'
import type { MediaHost } from '../ports/media-host.ts'
import type { ObjectStore, StoreFigures } from '../ports/object-store.ts'
import type { SiteData } from '../ports/site-data.ts'
import type { Staging } from '../ports/staging.ts'
import { markOnce } from '../upkeep/site-mark.ts'
import { emptyTrash } from '../upkeep/trash.ts'

interface OpenObjects {
  objects: ObjectStore
  /** Null: streams are made here. */
  host: MediaHost | null
  /** Where browsers get what lies below `public/`; null: here. */
  publicAddress: ((key: string) => string) | null
  /** Of requests to a store elsewhere; null where nobody counts them. */
  figures: (() => StoreFigures) | null
  close(): Promise<void>
}

type Room = Pick<Staging, 'newPath' | 'roomBytes'>

/** Files in DATA_DIR, whatever else is configured. */
export const openDisk = ({ dataDir }: Pick<Config, 'dataDir'>): Promise<ObjectStore> =>
  diskObjectStore({ folder: join(dataDir, 'media') })

const here = { host: null, publicAddress: null, figures: null }

/** Where the configuration wants the files of the site. What ffmpeg reads is brought to `staging`. */
export async function openObjects(config: Config, staging: Room): Promise<OpenObjects> {
  if (config.cloudinary) return openAtCloudinary(config, config.cloudinary, staging)
  if (!config.s3) return { ...here, objects: await openDisk(config), close: async () => {} }
  const { s3ObjectStore } = await import('../adapters/s3/object-store.ts')
  const { publicUrl } = config.s3
  const { close, ...objects } = s3ObjectStore({ settings: config.s3, newPath: pathsIn(staging) })
  const publicAddress = publicUrl === null ? null : (key: string) => `${publicUrl}/${key}`
  return { ...here, objects, publicAddress, close: async () => close() }
}

async function openAtCloudinary(
  { http }: Config,
  { isDirect, ...settings }: NonNullable<Config['cloudinary']>,
  staging: Room,
): Promise<OpenObjects> {
  const { openCloudinary } = await import('../adapters/cloudinary/open.ts')
  const notifyUrl = http.publicUrl && http.publicUrl + noticePath
  const { publicAddress, ...opened } = openCloudinary({ settings, notifyUrl, newPath: pathsIn(staging) })
  return { ...opened, publicAddress: isDirect ? publicAddress : null, close: async () => {} }
}

const pathsIn = (staging: Room) =>
  async function newPath(sizeBytes: number): Promise<string> {
    if (sizeBytes <= (await staging.roomBytes())) return staging.newPath()
    throw new Error(`There is no room on the disk for a copy of ${sizeBytes} bytes, which ffmpeg needs.`)
  }

/** A sentence that says what to do; null where nothing is wrong. */
export async function problemOfObjects({ s3, cloudinary }: Config): Promise<string | null> {
  if (cloudinary) {
    const { problemOfCloudinary } = await import('../adapters/cloudinary/problem.ts')
    return problemOfCloudinary(cloudinary)
  }
  if (!s3) return null
  const { problemOfS3 } = await import('../adapters/s3/problem.ts')
  return problemOfS3(s3, s3.publicUrl)
}

interface KeptObjects {
  config: Config
  objects: ObjectStore
  data: SiteData
  clock: Clock
  log: Logger
}

const aDayMs = 24 * 3_600_000
/** What to do where files and database are not of one site. */
export const foreign =
  'The media files say that they belong to another site than this database. Correct DATABASE_URL, DATA_DIR, S3_BUCKET or CLOUDINARY_CLOUD_NAME; if they are its own, say so: npm run reelbase -- files claim'

/** Says whose the files are where nobody has yet, and once a day clears away what is over. */
export async function keepObjects({ config, objects, data, clock, log }: KeptObjects) {
  const whose = await markOnce({ data, objects })
  if (whose === 'foreign') log.warn(foreign)
  const clear = async () => {
    await objects.sweep()
    if (whose === 'ours') await emptyTrash(objects, clock.now())
  }
  const onError = (error: unknown) => log.warn({ err: error }, 'what is over could not be cleared away')
  const clearing = config.roles.worker ? every(aDayMs, clear, onError) : null
  return {
    /** For readiness. */
    async check(): Promise<string | undefined> {
      await objects.check()
      return whose === 'foreign' ? foreign : undefined
    },
    async close() {
      await clearing?.stop()
    },
  }
}
