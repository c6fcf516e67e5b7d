import { S3Client } from '@aws-sdk/client-s3'
import { ObjectStoreUnavailable } from '../../ports/object-store.ts'

/** The settings S3_*; the endpoint is null for Amazon's own. */
export interface S3Settings {
  endpoint: string | null
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  forcePathStyle: boolean
}

export const s3Client = (settings: S3Settings, { attempts = 4 } = {}): S3Client =>
  new S3Client({
    endpoint: settings.endpoint ?? undefined,
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    maxAttempts: attempts,
    // What is sent is signed over its SHA-256 anyway; many stores do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5_000,
      // Until the answer begins: a part of 8 MiB on a slow line takes a while.
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
      // Longer than a viewer may pause (http/stream.ts), for whom the bytes wait.
      socketTimeout: 150_000,
      // Everybody who is sent a file holds one.
      httpAgent: { keepAlive: true, maxSockets: 1000 },
      httpsAgent: { keepAlive: true, maxSockets: 1000 },
    },
  })

/** Nothing lies under the key. */
export const isMissing = (error: unknown): boolean => /^(NoSuchKey|NotFound)$/.test((error as Error).name)

export function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

/** After the last attempt, what is not our fault becomes `ObjectStoreUnavailable`. */
export function sayUnavailable(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request)
      } catch (error) {
        throw isUnavailable(error) ? new ObjectStoreUnavailable(error) : error
      }
    },
    { step: 'initialize', priority: 'high', name: 'sayUnavailable' },
  )
}

/** No answer (the code is the system's), or one that says so: broken, or too much at once. */
function isUnavailable(error: unknown): boolean {
  const { name, code, $metadata } = error as {
    name: string
    code?: unknown
    $metadata?: { httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode ?? 0
  return status >= 500 || status === 429 || name === 'TimeoutError' || typeof code === 'string'
}
