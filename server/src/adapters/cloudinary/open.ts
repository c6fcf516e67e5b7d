import type { MediaHost } from '../../ports/media-host.ts'
import type { ObjectStore, StoreFigures } from '../../ports/object-store.ts'
import { cloudinaryClient, type Pace } from './client.ts'
import { addressOf, cloudinaryDelivery } from './delivery.ts'
import { cloudinaryHost } from './media-host.ts'
import { deliveredOf } from './names.ts'
import { cloudinaryObjectStore } from './object-store.ts'
import type { CloudinarySettings } from './settings.ts'

interface Options {
  settings: CloudinarySettings
  newPath(sizeBytes: number): Promise<string>
  notifyUrl: string | null
  /** What tests make small. */
  pace?: Partial<Pace>
  chunkBytes?: number
}

interface OpenCloudinary {
  objects: ObjectStore
  host: MediaHost
  /** Where anybody may read what lies below `public/`. */
  publicAddress(key: string): string
  figures(): StoreFigures
}

/** A cloud as a store of files and a maker of streams. Nothing is kept open. */
export function openCloudinary({ settings, newPath, notifyUrl, pace, chunkBytes }: Options): OpenCloudinary {
  const client = cloudinaryClient(settings, pace)
  const delivery = cloudinaryDelivery(client, settings)
  return {
    objects: cloudinaryObjectStore({ client, delivery, settings, newPath, chunkBytes }),
    host: cloudinaryHost({ client, delivery, settings, notifyUrl }),
    publicAddress: (key) => addressOf(settings, deliveredOf(key)),
    figures: () => client.figures,
  }
}
