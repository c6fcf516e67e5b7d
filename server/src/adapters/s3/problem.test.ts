import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { s3UnderTest, useBuckets } from '../../../test/support/s3.ts'
import { meddled } from '../../../test/support/s3-proxy.ts'
import type { S3Settings } from './client.ts'
import { problemOfS3 } from './problem.ts'

const somewhere: S3Settings = {
  endpoint: 'http://127.0.0.1:9',
  bucket: 'films',
  region: 'us-east-1',
  accessKeyId: 'key',
  secretAccessKey: 'secret',
  forcePathStyle: true,
}

async function listening(status: number, body: string): Promise<string> {
  const server = createServer((_req, res) => res.writeHead(status, { 'content-type': 'text/html' }).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('an S3 that cannot be used says why', () => {
  it.each<[string, Partial<S3Settings>, string]>([
    ['nothing listens', {}, 'nothing listens at 127.0.0.1:9. Start the store there, or correct S3_ENDPOINT.'],
    ['no such machine', { endpoint: 'http://store.invalid' }, 'there is no machine named store.invalid.'],
    [
      'a bucket in the name of the machine',
      { endpoint: 'http://store.invalid', forcePathStyle: false },
      'there is no machine named films.store.invalid. Correct S3_ENDPOINT, or set S3_FORCE_PATH_STYLE=on.',
    ],
  ])('%s', async (_name, wrong, sentence) => {
    expect(await problemOfS3({ ...somewhere, ...wrong }, null)).toContain(sentence)
  })

  it('another kind of server', async () => {
    const html = { ...somewhere, endpoint: await listening(404, '<html><p>Not here</html>') }
    expect(await problemOfS3(html, null)).toContain('does not answer as an S3 store')
    const https = { ...somewhere, endpoint: html.endpoint.replace('http:', 'https:') }
    expect(await problemOfS3(https, null)).toContain('the store speaks http there')
  })
})

const found = s3UnderTest()
if (found) onS3(found)

function onS3(s3: NonNullable<typeof found>): void {
  const { newBucket, newStore } = useBuckets(s3)

  describe('a bucket on S3', () => {
    it('will do, and is left as it was', async () => {
      const bucket = await newBucket()
      expect(await problemOfS3(bucket, null)).toBeNull()
      expect(await Array.fromAsync((await newStore({}, bucket)).list(''))).toEqual([])
    })

    it.each<[string, Partial<S3Settings>, string]>([
      ['a wrong key', { accessKeyId: 'nobody' }, 'does not know S3_ACCESS_KEY_ID'],
      ['a wrong secret', { secretAccessKey: 'wrong' }, 'S3_SECRET_ACCESS_KEY is not the secret'],
      ['a wrong bucket', { bucket: 'no-such-bucket' }, 'there is no bucket no-such-bucket. Create it'],
      ['a wrong region', { region: 'eu-north-7' }, 'Correct S3_REGION'],
    ])('is refused with %s', async (_name, wrong, sentence) => {
      const problem = await problemOfS3({ ...(await newBucket()), ...wrong }, null)
      expect(problem).toContain(sentence)
      expect(problem).not.toContain(s3.secretAccessKey)
    })

    it('is refused when it can only be read', async () => {
      const before = async (method: string) => (method === 'PUT' ? 403 : undefined)
      expect(await problemOfS3(await meddled(await newBucket(), { before }), null)).toContain(
        'the key may not use it',
      )
    })

    it('is refused when its CDN gives private files too', async () => {
      const bucket = await newBucket()
      const store = await newStore({}, bucket)
      // As a CDN does that reaches all of the bucket.
      const server = createServer(async (req, res) => {
        const bytes = await store.bytes((req.url ?? '').slice(1)).catch(() => null)
        res.writeHead(bytes ? 200 : 404).end(bytes)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => void server.close())
      const cdn = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      expect(await problemOfS3(bucket, cdn)).toContain(
        'S3_PUBLIC_URL gives anybody the files of private videos',
      )
      expect(await problemOfS3(bucket, await listening(404, ''))).toBeNull()
    })
  })
}
