import { createHash, timingSafeEqual } from 'node:crypto'
import type { CloudinarySettings } from './settings.ts'

type Signing = Pick<CloudinarySettings, 'apiSecret' | 'signature'>

/** Of a request to the API: of all parameters but the file, sorted by name. */
export function signParams(params: Record<string, string>, { apiSecret, signature }: Signing): string {
  const text = Object.entries(params)
    .map(([name, value]) => `${name}=${value.replaceAll('&', '%26')}`)
    .sort()
    .join('&')
  return createHash(signature)
    .update(text + apiSecret)
    .digest('hex')
}

/** Of an address: `path` is what stands behind it, without the version. */
export function signPath(path: string, { apiSecret, signature }: Signing): string {
  const digest = createHash(signature)
    .update(path + apiSecret)
    .digest('base64url')
  return `s--${digest.slice(0, 8)}--`
}

/** Whether a notification comes from somebody who knows the secret; by which of the two hashes its length tells. */
export function isSigned(body: Buffer, timestamp: string, given: string, apiSecret: string): boolean {
  const algorithm = given.length === 64 ? 'sha256' : 'sha1'
  const expected = createHash(algorithm).update(body).update(timestamp).update(apiSecret).digest()
  const bytes = Buffer.from(given, 'hex')
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}
