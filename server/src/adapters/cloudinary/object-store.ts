import { rm, stat as statFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { atOnce } from '../../lib/at-once.ts'
import { filesBelow } from '../../lib/files-below.ts'
import { localCopyOf } from '../../lib/local-copy.ts'
import { etagOf, requireObjectKey } from '../../lib/object-key.ts'
import {
  ObjectMissing,
  type ObjectStat,
  type ObjectStore,
  type OpenObject,
} from '../../ports/object-store.ts'
import { type Client, isNotFound } from './client.ts'
import type { Delivery } from './delivery.ts'
import { addressOf } from './delivery.ts'
import { listKeys, removeBelow } from './lists.ts'
import { withKeys } from './manifests.ts'
import { assetOf, deliveredOf, isDerived } from './names.ts'
import type { CloudinarySettings } from './settings.ts'
import { defaultChunkBytes, uploadFile, uploadWhole } from './upload.ts'

interface Parts {
  client: Client
  delivery: Delivery
  settings: CloudinarySettings
  /** A path on this machine at which nothing lies yet, with room for so much. */
  newPath(sizeBytes: number): Promise<string>
  chunkBytes?: number
}

const filesAtOnce = 4
/** Cloudinary takes no empty files. Only raw ones can be any. */
const emptyMark = Buffer.from('reelbase: no bytes\n')
/** Its administrator's interface has a limit by the hour, and readiness is asked every few seconds. */
const believedMs = 60_000

/** Objects as assets of a cloud. What it makes of a video is read by keys beside that video's, and is nobody's object. */
export function cloudinaryObjectStore({
  client,
  delivery,
  settings,
  newPath,
  chunkBytes = defaultChunkBytes,
}: Parts): ObjectStore {
  async function putBytes(key: string, bytes: Uint8Array): Promise<void> {
    const isEmpty = bytes.length === 0
    await uploadWhole(client, assetOf(key), new Blob([isEmpty ? emptyMark : new Uint8Array(bytes)]))
  }

  async function putFile(key: string, path: string): Promise<void> {
    requireObjectKey(key)
    const { size } = await statFile(path)
    if (size === 0) await putBytes(key, new Uint8Array())
    else await uploadFile(client, key, path, chunkBytes)
    await rm(path, { force: true })
  }

  async function putFolder(prefix: string, folder: string): Promise<void> {
    const names = await filesBelow(folder)
    await atOnce(filesAtOnce, names, (name) => putFile(`${prefix}/${name}`, join(folder, name)))
    await rm(folder, { recursive: true, force: true })
  }

  async function openObject(key: string, soon?: 'whole'): Promise<OpenObject | null> {
    const delivered = deliveredOf(key)
    const answer = await delivery.ask(delivered, { method: soon ? 'GET' : 'HEAD' })
    if (!answer) return null
    const stat = statOf(key, answer.headers)
    if (isText(key) || mayBeEmpty(key, stat)) {
      const response = soon ? answer : await delivery.ask(delivered)
      return response && inMemory(key, stat, await wholeOf(key, response))
    }
    return {
      ...stat,
      read(range) {
        const isAll = !range || (range.start === 0 && range.end === stat.sizeBytes - 1)
        if (isAll) return delivery.read(key, delivered, undefined, soon && answer)
        void answer.body?.cancel()
        return delivery.read(key, delivered, range)
      },
      close: async () => void (await answer.body?.cancel().catch(() => {})),
    }
  }

  /** Manifests, with the ways to keys in them. */
  async function wholeOf(key: string, response: Response): Promise<Buffer> {
    const bytes = Buffer.from(await response.arrayBuffer())
    if (!isText(key)) return bytes.equals(emptyMark) ? Buffer.alloc(0) : bytes
    const address = addressOf(settings, deliveredOf(key))
    return Buffer.from(withKeys({ key, address, text: bytes.toString() }, settings))
  }

  async function stat(key: string): Promise<ObjectStat | null> {
    const object = await openObject(key)
    await object?.close()
    return object && { sizeBytes: object.sizeBytes, etag: object.etag, modifiedAt: object.modifiedAt }
  }

  async function required(key: string): Promise<OpenObject> {
    const object = await openObject(key, 'whole')
    if (!object) throw new ObjectMissing(key)
    return object
  }

  async function localCopy(key: string) {
    const object = await required(key)
    const path = await newPath(object.sizeBytes)
    return localCopyOf(object.read(), path)
  }

  /** One request, however large it is; copies at Cloudinary's edge are called back. What it makes of a video goes along. */
  async function move(from: string, to: string): Promise<void> {
    const [here, there] = [assetOf(from), assetOf(to)]
    if (isDerived(from)) return
    try {
      await client.act(here.resource, 'rename', {
        ...{ from_public_id: here.publicId, to_public_id: there.publicId },
        ...{ type: here.type, to_type: there.type, overwrite: 'true', invalidate: 'true' },
      })
    } catch (error) {
      if (!isNotFound(error)) throw error
      if (!(await stat(to))) throw new ObjectMissing(from)
    }
  }

  async function remove(key: string): Promise<void> {
    const { resource, publicId, type } = assetOf(key)
    if (isDerived(key)) return
    const params = { public_id: publicId, type, invalidate: 'true' }
    await client.act(resource, 'destroy', params)
  }

  let reachedAt = Number.NEGATIVE_INFINITY
  async function check(): Promise<void> {
    if (performance.now() - reachedAt < believedMs) return
    await client.administer('GET', 'ping')
    reachedAt = performance.now()
  }

  return {
    putFile,
    putFolder,
    putBytes,
    stat,
    open: openObject,
    bytes: async (key) => buffer((await required(key)).read()),
    localCopy,
    move,
    remove,
    removePrefix: async (prefix) => removeBelow(client, requireObjectKey(prefix.replace(/\/$/, ''))),
    async *list(prefix) {
      const folder = prefix.replace(/\/$/, '')
      if (folder) requireObjectKey(`${folder}/any`)
      yield* listKeys(client, folder)
    },
    check,
    // Parts of an upload that did not end are Cloudinary's to clear away.
    sweep: async () => {},
  }
}

const isText = (key: string): boolean => isDerived(key) && key.endsWith('.m3u8')
const mayBeEmpty = (key: string, { sizeBytes }: ObjectStat): boolean =>
  sizeBytes === emptyMark.length && assetOf(key).resource === 'raw'

function statOf(key: string, headers: Headers): ObjectStat {
  const sizeBytes = Number(headers.get('content-length') ?? 0)
  const modifiedAt = new Date(headers.get('last-modified') ?? 0)
  return { sizeBytes, etag: etagOf(key, sizeBytes), modifiedAt }
}

function inMemory(key: string, stat: ObjectStat, bytes: Buffer): OpenObject {
  return {
    ...{ sizeBytes: bytes.length, etag: etagOf(key, bytes.length), modifiedAt: stat.modifiedAt },
    read: (range) =>
      Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes], { objectMode: false }),
    close: async () => {},
  }
}
