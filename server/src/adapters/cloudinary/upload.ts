import { randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { type Client, CloudinaryError } from './client.ts'
import { type Asset, assetOf } from './names.ts'

const mebibyte = 2 ** 20
/** Cloudinary takes no smaller parts than 5 MiB but the last. */
export const defaultChunkBytes = 20 * mebibyte
/** Of a whole file, where a part of it did not go through however often it was sent. */
const rounds = 2

/** Sends a file under its own name, a larger one in parts. */
export async function uploadFile(
  client: Client,
  key: string,
  path: string,
  chunkBytes: number,
): Promise<void> {
  const file = await openAsBlob(path)
  for (let round = 1; ; round++) {
    try {
      await uploadBlob(client, assetOf(key), file, chunkBytes)
      return
    } catch (error) {
      // What was understood and refused will be again.
      if (round >= rounds || error instanceof CloudinaryError || file.size <= chunkBytes) throw error
    }
  }
}

/** Each part is tried again by itself. Of an upload that never ends Cloudinary lets go by itself. */
async function uploadBlob(client: Client, asset: Asset, file: Blob, chunkBytes: number): Promise<void> {
  if (file.size <= chunkBytes) return uploadWhole(client, asset, file)
  const upload = randomBytes(16).toString('hex')
  let said: Record<string, unknown> = {}
  for (let start = 0; start < file.size; start += chunkBytes) {
    const end = Math.min(start + chunkBytes, file.size)
    const headers = {
      'X-Unique-Upload-Id': upload,
      'Content-Range': `bytes ${start}-${end - 1}/${file.size}`,
    }
    said = await client.act(asset.resource, 'upload', placeOf(asset), {
      file: file.slice(start, end),
      headers,
    })
  }
  requireStored(said, asset)
}

/** `file`: its bytes, or where Cloudinary finds it. */
export async function uploadWhole(client: Client, asset: Asset, file: Blob | string): Promise<void> {
  requireStored(await client.act(asset.resource, 'upload', placeOf(asset), { file }), asset)
}

const placeOf = ({ publicId, type }: Asset): Record<string, string> => ({
  ...{ public_id: publicId, type, overwrite: 'true', invalidate: 'true' },
})

/** The id is the key by another name, so the answer must hold the one that was given. */
function requireStored(said: Record<string, unknown>, { publicId, resource, type }: Asset): void {
  const isStored = said.public_id === publicId && said.resource_type === resource && said.type === type
  if (!isStored)
    throw new Error(
      `Cloudinary keeps ${publicId} as ${resource}/${type} under another name: ${JSON.stringify(said).slice(0, 300)}`,
    )
}
