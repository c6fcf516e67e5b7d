import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { atOnce } from '../../lib/at-once.ts'

export interface Part {
  UploadId: string
  PartNumber: number
  /** First and last byte, both included. */
  start: number
  end: number
}

interface Whole {
  Bucket: string
  Key: string
  ContentType: string
  CacheControl: string
}

const mostParts = 10_000
const partsAtOnce = 4

/** One object in parts: all of it, or nothing, also when a part fails. `send` answers the part's ETag. */
export async function putInParts(
  client: S3Client,
  whole: Whole,
  { sizeBytes, partBytes }: { sizeBytes: number; partBytes: number },
  send: (part: Part) => Promise<string | undefined>,
): Promise<void> {
  const { Bucket, Key } = whole
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand(whole))
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    await atOnce(partsAtOnce, partsOf(UploadId, sizeBytes, partBytes), async (part) => {
      Parts[part.PartNumber - 1] = { PartNumber: part.PartNumber, ETag: await send(part) }
    })
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    )
  } catch (error) {
    // What cannot be given up now is given up by a sweep.
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {})
    throw error
  }
}

function* partsOf(UploadId: string, sizeBytes: number, wantedBytes: number): Iterable<Part> {
  const partBytes = Math.max(wantedBytes, Math.ceil(sizeBytes / mostParts))
  for (let start = 0; start < sizeBytes; start += partBytes) {
    const end = Math.min(start + partBytes, sizeBytes) - 1
    yield { UploadId, PartNumber: start / partBytes + 1, start, end }
  }
}

/** Gives up what was begun before this moment and never ended. */
export async function abortUploads(client: S3Client, Bucket: string, before: Date): Promise<void> {
  // By keys alone, for stores disagree on what the marker of an upload means: of one key's some may be passed over.
  while (await abortOnce(client, Bucket, before)) {}
}

/** Through the list once. True: there may be more. */
async function abortOnce(client: S3Client, Bucket: string, before: Date): Promise<boolean> {
  let page: ListMultipartUploadsCommandOutput | undefined
  let [pages, given] = [0, 0]
  do {
    page = await client.send(new ListMultipartUploadsCommand({ Bucket, KeyMarker: page?.NextKeyMarker }))
    pages++
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (!Initiated || Initiated >= before) continue
      const abort = client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
      await abort.then(() => given++, unlessGone)
    }
  } while (page.IsTruncated && page.NextKeyMarker)
  return pages > 1 && given > 0
}

/** Another worker has given it up, or it has ended. */
function unlessGone(error: unknown): void {
  if ((error as Error).name !== 'NoSuchUpload') throw error
}
