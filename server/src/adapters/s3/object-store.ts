import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { atOnce } from '../../lib/at-once.ts'
import { filesBelow } from '../../lib/files-below.ts'
import { localCopyOf } from '../../lib/local-copy.ts'
import { etagOf, requireObjectKey } from '../../lib/object-key.ts'
import { contentTypeOf } from '../../media/object-keys.ts'
import {
  ObjectMissing,
  type ObjectStat,
  type ObjectStore,
  type OpenObject,
} from '../../ports/object-store.ts'
import { nullIfMissing, type S3Settings, s3Client, sayUnavailable } from './client.ts'
import { abortUploads, putInParts } from './multipart.ts'
import { readObject } from './read.ts'

const mebibyte = 2 ** 20

/** What tests make small. */
interface Sizes {
  /** A larger file goes up in parts of this size. */
  partBytes: number
  /** What the store copies in one piece. */
  copyBytes: number
}

interface S3Parts {
  settings: S3Settings
  /** A path on this machine at which nothing lies yet, with room for so much. */
  newPath(sizeBytes: number): Promise<string>
  sizes?: Partial<Sizes>
}

const draftLifeMs = 24 * 3_600_000
const filesAtOnce = 8
/** As many as one request takes. */
const removedAtOnce = 1000
/** For a CDN at S3_PUBLIC_URL, as features/media/routes.ts says it for our own addresses. */
const cacheControl = {
  public: 'public, max-age=31536000, immutable, s-maxage=600',
  private: 'private, no-store',
}

/** Objects in a bucket, by the same names. `close` lets its connections go. */
export function s3ObjectStore({ settings, newPath, sizes }: S3Parts): ObjectStore & { close(): void } {
  const { bucket: Bucket } = settings
  const { partBytes = 8 * mebibyte, copyBytes = 4096 * mebibyte } = sizes ?? {}
  const client = s3Client(settings)
  sayUnavailable(client)
  const at = (key: string) => ({ Bucket, Key: requireObjectKey(key) })
  const described = (key: string) => ({
    ...at(key),
    ContentType: contentTypeOf(key),
    CacheControl: cacheControl[key.startsWith('public/') ? 'public' : 'private'],
  })

  async function putBytes(key: string, bytes: Uint8Array): Promise<void> {
    await client.send(new PutObjectCommand({ ...described(key), Body: bytes }))
  }

  async function putFile(key: string, path: string): Promise<void> {
    requireObjectKey(key)
    await using file = await open(path, 'r')
    const { size: sizeBytes } = await file.stat()
    const bytesOf = async (start: number, length: number): Promise<Buffer> => {
      const { buffer: bytes, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start)
      if (bytesRead < length) throw new Error(`${path} became shorter while it was read`)
      return bytes
    }
    if (sizeBytes <= partBytes) await putBytes(key, await bytesOf(0, sizeBytes))
    else {
      await putInParts(client, described(key), { sizeBytes, partBytes }, async ({ start, end, ...part }) => {
        const Body = await bytesOf(start, end - start + 1)
        return (await client.send(new UploadPartCommand({ ...at(key), ...part, Body }))).ETag
      })
    }
    await rm(path, { force: true })
  }

  /** What a manifest names is there before it: segments, then media manifests, then the master. */
  async function putFolder(prefix: string, folder: string): Promise<void> {
    const ranks = Object.groupBy(await filesBelow(folder), rankOf)
    for (const rank of [0, 1, 2]) {
      await atOnce(filesAtOnce, ranks[rank] ?? [], (name) => putFile(`${prefix}/${name}`, join(folder, name)))
    }
    await rm(folder, { recursive: true, force: true })
  }

  async function statOf(key: string): Promise<ObjectStat | null> {
    const found = await client.send(new HeadObjectCommand(at(key))).catch(nullIfMissing)
    return found && describe(key, found)
  }

  async function openObject(key: string, soon?: 'whole'): Promise<OpenObject | null> {
    if (soon === 'whole') return openWhole(key)
    const stat = await statOf(key)
    if (!stat) return null
    return { ...stat, read: (range) => readObject(client, Bucket, key, { range }), close: async () => {} }
  }

  /** One request instead of two, which is most of what a segment costs. */
  async function openWhole(key: string): Promise<OpenObject | null> {
    const found = await client.send(new GetObjectCommand(at(key))).catch(nullIfMissing)
    if (!found) return null
    const begun = found.Body as Readable
    // One that breaks before it is read is met when it is.
    begun.on('error', () => {})
    const { sizeBytes, ...stat } = describe(key, found)
    return {
      ...{ sizeBytes, ...stat },
      read(range) {
        if (!range || (range.start === 0 && range.end === sizeBytes - 1)) {
          return readObject(client, Bucket, key, { begun })
        }
        begun.destroy()
        return readObject(client, Bucket, key, { range })
      },
      close: async () => void begun.destroy(),
    }
  }

  async function localCopy(key: string) {
    const stat = await statOf(key)
    if (!stat) throw new ObjectMissing(key)
    const path = await newPath(stat.sizeBytes)
    return localCopyOf(readObject(client, Bucket, key), path)
  }

  /**
   * A copy and a removal: for a moment there are two. The first is left when it was written anew meanwhile, by somebody
   * who moves it back.
   */
  async function move(from: string, to: string): Promise<void> {
    const before = await statOf(from)
    const isCopied =
      before !== null && (await copy(from, to, before.sizeBytes).then(() => true, nullIfMissing))
    if (!isCopied) {
      if (await statOf(to)) return
      throw new ObjectMissing(from)
    }
    const after = await statOf(from)
    if (after?.modifiedAt.getTime() === before.modifiedAt.getTime()) await remove(from)
  }

  async function copy(from: string, to: string, sizeBytes: number): Promise<void> {
    const CopySource = `${Bucket}/${from}`
    if (sizeBytes <= copyBytes) {
      await client.send(new CopyObjectCommand({ ...described(to), CopySource, MetadataDirective: 'REPLACE' }))
      return
    }
    const parts = { sizeBytes, partBytes: Math.max(partBytes, Math.ceil(copyBytes / 8)) }
    await putInParts(client, described(to), parts, async ({ start, end, ...part }) => {
      const CopySourceRange = `bytes=${start}-${end}`
      const command = new UploadPartCopyCommand({ ...at(to), ...part, CopySource, CopySourceRange })
      return (await client.send(command)).CopyPartResult?.ETag
    })
  }

  async function remove(key: string): Promise<void> {
    await client.send(new DeleteObjectCommand(at(key))).catch(nullIfMissing)
  }

  async function removePrefix(prefix: string): Promise<void> {
    let batch: string[] = []
    for await (const key of list(requireObjectKey(prefix.replace(/\/$/, '')))) {
      if (batch.push(key) < removedAtOnce) continue
      await removeAll(batch)
      batch = []
    }
    if (batch.length > 0) await removeAll(batch)
  }

  async function removeAll(keys: string[]): Promise<void> {
    const Objects = keys.map((Key) => ({ Key }))
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    )
    const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey')
    if (failed) throw new Error(`${failed.Key} cannot be removed: ${failed.Code} ${failed.Message}`)
  }

  async function* list(prefix: string): AsyncIterable<string> {
    if (prefix) requireObjectKey(`${prefix}/any`)
    let ContinuationToken: string | undefined
    do {
      const Prefix = prefix ? `${prefix}/` : undefined
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }))
      for (const { Key } of page.Contents ?? []) if (Key && !Key.endsWith('/')) yield Key
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken)
  }

  return {
    putFile,
    putFolder,
    putBytes,
    stat: statOf,
    open: openObject,
    bytes: async (key) => buffer(readObject(client, Bucket, requireObjectKey(key))),
    localCopy,
    move,
    remove,
    removePrefix,
    list: (prefix) => list(prefix.replace(/\/$/, '')),
    check: async () => void (await client.send(new HeadBucketCommand({ Bucket }))),
    sweep: () => abortUploads(client, Bucket, new Date(Date.now() - draftLifeMs)),
    close: () => client.destroy(),
  }
}

function describe(key: string, found: { ContentLength?: number; LastModified?: Date }): ObjectStat {
  const sizeBytes = found.ContentLength ?? 0
  return { sizeBytes, etag: etagOf(key, sizeBytes), modifiedAt: found.LastModified ?? new Date(0) }
}

const rankOf = (name: string): number => (!name.endsWith('.m3u8') ? 0 : name.endsWith('master.m3u8') ? 2 : 1)
