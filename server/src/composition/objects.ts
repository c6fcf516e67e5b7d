import { join } from 'node:path'
import { diskObjectStore } from '../adapters/disk/object-store.ts'
import type { Config } from '../config/config.ts'
import type { ObjectStore } from '../ports/object-store.ts'

interface OpenObjects {
  objects: ObjectStore
  close(): Promise<void>
}

/** Files in DATA_DIR, whatever else is configured. */
const openDisk = ({ dataDir }: Pick<Config, 'dataDir'>): Promise<ObjectStore> =>
  diskObjectStore({ folder: join(dataDir, 'media') })

/** Where the configuration wants the files of the site. `newPath`: a path at which nothing lies, for what ffmpeg reads. */
export async function openObjects(config: Config, newPath: () => Promise<string>): Promise<OpenObjects> {
  if (!config.s3) return { objects: await openDisk(config), close: async () => {} }
  const { s3ObjectStore } = await import('../adapters/s3/object-store.ts')
  const { close, ...objects } = s3ObjectStore({ settings: config.s3, newPath })
  return { objects, close: async () => close() }
}

/** A sentence that says what to do; null where nothing is wrong. */
export async function problemOfObjects({ s3 }: Config): Promise<string | null> {
  if (!s3) return null
  const { problemOfS3 } = await import('../adapters/s3/problem.ts')
  return problemOfS3(s3, s3.publicUrl)
}
