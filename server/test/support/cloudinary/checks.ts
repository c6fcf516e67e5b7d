import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Whose cloud it is; how its documentation says that requests, addresses and notifications are signed. */
export interface Account {
  cloudName: string
  apiKey: string
  apiSecret: string
  algorithm: 'sha1' | 'sha256'
}

/** An answer that refuses, in the words of the real service where they are known. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What a form holds beside what is signed. */
const unsigned = new Set(['file', 'cloud_name', 'resource_type', 'api_key', 'signature'])
const clockSkewSeconds = 3600

export function checkForm(form: FormData, account: Account): void {
  const fields = [...form]
    .filter(([name]) => !unsigned.has(name))
    .map(([name, value]) => [name, String(value)])
  const sorted = fields.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const text = sorted.map(([name, value]) => `${name}=${value!.replace(/&/g, '%26')}`).join('&')
  const expected = createHash(account.algorithm).update(`${text}${account.apiSecret}`).digest('hex')
  if (form.get('api_key') !== account.apiKey) throw new Refusal(401, `Unknown API key ${form.get('api_key')}`)
  if (form.get('signature') !== expected) {
    throw new Refusal(401, `Invalid Signature ${form.get('signature')}. String to sign - '${text}'.`)
  }
  const age = Math.abs(Date.now() / 1000 - Number(form.get('timestamp')))
  if (!(age < clockSkewSeconds))
    throw new Refusal(400, `Stale request - reported time is ${form.get('timestamp')}`)
}

export function checkCredentials({ authorization = '' }: IncomingHttpHeaders, account: Account): void {
  const [key, secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')
  if (key !== account.apiKey || secret !== account.apiSecret) throw new Refusal(401, 'api_secret mismatch')
}

/** What an address carries; `path` is what stands behind it without the version. */
export const signatureOf = (path: string, { algorithm, apiSecret }: Account): string =>
  `s--${createHash(algorithm).update(path).update(apiSecret).digest('base64').replaceAll('/', '_').replaceAll('+', '-').slice(0, 8)}--`

export function noticeHeaders(
  body: string,
  { algorithm, apiSecret }: Account,
  at = new Date(),
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHash(algorithm).update(`${body}${timestamp}${apiSecret}`).digest('hex')
  return { 'content-type': 'application/json', 'x-cld-timestamp': timestamp, 'x-cld-signature': signature }
}
