import { randomBytes } from 'node:crypto'
import { type Client, CloudinaryError, cloudinaryClient } from './client.ts'
import { addressOf, cloudinaryDelivery } from './delivery.ts'
import { assetOf, deliveredOf } from './names.ts'
import type { CloudinarySettings } from './settings.ts'
import { uploadWhole } from './upload.ts'

/**
 * What keeps this cloud from holding the files of a site: a sentence that says what to do. Null: nothing does. Puts a
 * small closed file there, reads it, and takes it away again.
 */
export async function problemOfCloudinary(settings: CloudinarySettings): Promise<string | null> {
  const client = cloudinaryClient(settings, { attempts: 2 })
  try {
    await client.administer('GET', 'ping')
    return await tryIt(client, settings)
  } catch (error) {
    return `Cloudinary, cloud ${settings.cloudName} at ${settings.apiUrl}: ${explain(error)}`
  }
}

async function tryIt(client: Client, settings: CloudinarySettings): Promise<string | null> {
  const text = randomBytes(16).toString('hex')
  const key = `private/reelbase/try-${text}`
  const asset = assetOf(key)
  const delivered = deliveredOf(key)
  await uploadWhole(client, asset, new Blob([text]))
  try {
    const answer = await cloudinaryDelivery(client, settings).ask(delivered)
    if ((await answer?.text()) !== text) {
      throw new Error('what was put there cannot be read at CLOUDINARY_DELIVERY_URL')
    }
    const unsigned = await fetch(addressOf(settings, delivered).replace(/\/s--[\w-]+--/, '')).catch(
      () => null,
    )
    if (!unsigned?.ok) return null
    await unsigned.body?.cancel()
    return 'Cloudinary gives closed files to anybody. Look at the security settings of this cloud: files of the type "authenticated" must need a signature.'
  } finally {
    await client.act(asset.resource, 'destroy', {
      public_id: asset.publicId,
      type: asset.type,
      invalidate: 'true',
    })
  }
}

function explain(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error)
  if (!(cause instanceof CloudinaryError)) return `it does not answer (${cause.message}).`
  if (cause.status === 401) {
    return `it does not know this key, or not with this secret. Correct CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET; an account that was set to SHA-256 needs CLOUDINARY_SIGNATURE=sha256. (${cause.message})`
  }
  if (cause.status === 404) return `there is no such cloud. Correct CLOUDINARY_CLOUD_NAME. (${cause.message})`
  return cause.message
}
