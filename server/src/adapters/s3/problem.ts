import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { type S3Settings, s3Client } from './client.ts'
import { explain } from './explain.ts'
import { readObject } from './read.ts'

const withinMs = 15_000

/**
 * What keeps this bucket from holding the files of a site: a sentence that says what to do. Null: nothing does. Puts a
 * small object there and takes it away again.
 */
export async function problemOfS3(settings: S3Settings, publicUrl: string | null): Promise<string | null> {
  const client = s3Client(settings, { attempts: 2 })
  try {
    await look(client, settings.bucket)
    return await tryIt(client, settings.bucket, publicUrl)
  } catch (error) {
    return `S3_BUCKET ${settings.bucket} at ${settings.endpoint ?? 'Amazon'}: ${explain(settings, error)}`
  } finally {
    client.destroy()
  }
}

async function look(client: S3Client, Bucket: string): Promise<void> {
  const abortSignal = AbortSignal.timeout(withinMs)
  await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }), { abortSignal })
}

async function tryIt(client: S3Client, Bucket: string, publicUrl: string | null): Promise<string | null> {
  const abortSignal = AbortSignal.timeout(withinMs)
  const text = randomBytes(16).toString('hex')
  const Key = `private/reelbase/try-${text}`
  await client.send(new PutObjectCommand({ Bucket, Key, Body: text }), { abortSignal })
  try {
    const read = (await buffer(readObject(client, Bucket, Key))).toString()
    if (read !== text) throw new Error('what was put there comes back changed')
    return publicUrl && (await tellsSecrets(`${publicUrl}/${Key}`, text))
  } finally {
    await client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal })
  }
}

/** A CDN that cannot be reached from here may be reached by others. */
async function tellsSecrets(url: string, text: string): Promise<string | null> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(withinMs) }).catch(() => null)
  if (!answer?.ok || (await answer.text()) !== text) return null
  return 'S3_PUBLIC_URL gives anybody the files of private videos too. Let it reach nothing but what begins with public/.'
}
