import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll } from 'vitest'
import { type S3Settings, s3Client } from '../../src/adapters/s3/client.ts'
import { s3ObjectStore } from '../../src/adapters/s3/object-store.ts'

/** The store of this run, `http://key:secret@host:port`; null where TEST_S3_ENDPOINT is unset. */
export function s3UnderTest(): Omit<S3Settings, 'bucket'> | null {
  const given = process.env.TEST_S3_ENDPOINT
  if (!given) return null
  const { origin, username, password } = new URL(given)
  return {
    endpoint: origin,
    region: 'us-east-1',
    accessKeyId: decodeURIComponent(username),
    secretAccessKey: decodeURIComponent(password),
    forcePathStyle: true,
  }
}

/** The settings S3_* as the environment holds them. */
export const s3Env = ({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Settings) => ({
  S3_ENDPOINT: endpoint ?? '',
  S3_BUCKET: bucket,
  S3_REGION: region,
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
})

/** Empty buckets for the tests of a file, removed at its end. Called only where there is an S3. */
export function useBuckets(found: Omit<S3Settings, 'bucket'>) {
  const client = s3Client({ ...found, bucket: '' })
  const buckets: string[] = []
  const stores: { close(): void }[] = []
  let folder: string | undefined

  async function newBucket(): Promise<S3Settings> {
    const bucket = await createBucket(client)
    buckets.push(bucket)
    return { ...found, bucket }
  }

  async function newStore(sizes?: Parameters<typeof s3ObjectStore>[0]['sizes'], settings?: S3Settings) {
    folder ??= await mkdtemp(join(tmpdir(), 'reelbase-s3-'))
    const newPath = async () => join(folder!, randomBytes(8).toString('hex'))
    const store = s3ObjectStore({ settings: settings ?? (await newBucket()), newPath, sizes })
    stores.push(store)
    return store
  }

  afterAll(async () => {
    for (const store of stores) store.close()
    for (const bucket of buckets) await removeBucket(client, bucket)
    client.destroy()
    if (folder) await rm(folder, { recursive: true, force: true })
  })
  return { client, newBucket, newStore }
}

/** Answers its name. */
export async function createBucket(client: S3Client): Promise<string> {
  const Bucket = `reelbase-test-${randomBytes(6).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket }))
  return Bucket
}

/** With all that lies there. */
export async function removeBucket(client: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
    if (Contents.length === 0) break
    const Objects = Contents.map(({ Key }) => ({ Key }))
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
  }
  await client.send(new DeleteBucketCommand({ Bucket }))
}
