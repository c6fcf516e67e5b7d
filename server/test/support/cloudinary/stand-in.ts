import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerApi } from './api.ts'
import { type Account, Refusal } from './checks.ts'
import { type Cloud, newCloud } from './cloud.ts'
import { sendFile } from './files.ts'

const defaultAccount: Account = {
  cloudName: 'demo',
  apiKey: '123456789012345',
  apiSecret: 'a secret of the cloud',
  algorithm: 'sha1',
}

/**
 * What Cloudinary's documentation says of it, in this process: it checks signatures, takes uploads in parts, makes streams
 * with ffmpeg, tells by signed notifications, and gives files back. What the real service does beyond its documentation it
 * cannot know.
 */
export async function startCloudinary({ port = 0, ...account }: Partial<Account> & { port?: number } = {}) {
  const cloud = newCloud({ ...defaultAccount, ...account })
  const server = createServer((req, res) => {
    answer(cloud, req, res).catch((error: unknown) => refuse(res, error))
  })
  server.requestTimeout = 0
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  cloud.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { cloudName, apiKey, apiSecret, algorithm } = cloud.account
  return {
    cloud,
    settings: {
      ...{ cloudName, apiKey, apiSecret, signature: algorithm, apiUrl: cloud.origin },
      deliveryUrl: `${cloud.origin}/${cloudName}`,
    },
    /** As the environment holds them. */
    env: {
      ...{ CLOUDINARY_CLOUD_NAME: cloudName, CLOUDINARY_API_KEY: apiKey, CLOUDINARY_API_SECRET: apiSecret },
      ...{ CLOUDINARY_SIGNATURE: algorithm, CLOUDINARY_API_URL: cloud.origin },
      CLOUDINARY_DELIVERY_URL: `${cloud.origin}/${cloudName}`,
    },
    /** `video/upload/reelbase/videos/…`, in order. */
    assets: () => [...cloud.assets.keys()].toSorted(),
    /** Does what was held. */
    async release() {
      for (const work of cloud.waiting.splice(0)) await work()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(cloud: Cloud, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { method = '', url: path = '', headers } = req
  const seen = { method, path, headers }
  cloud.log.push(seen)
  const meddled = await cloud.meddling.before?.(seen)
  if (meddled !== undefined) {
    for await (const _chunk of req);
    const { retryAfterSeconds } = cloud.meddling
    if (retryAfterSeconds) res.setHeader('Retry-After', retryAfterSeconds)
    if (meddled === 'cut') res.destroy()
    else throw new Refusal(meddled, 'Rate Limit Exceeded, or worse')
    return
  }
  if (!path.startsWith('/v1_1/')) return sendFile(cloud, req, res, path)
  const said = await answerApi(cloud, req, path)
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said))
}

function refuse(res: ServerResponse, error: unknown): void {
  const status = error instanceof Refusal ? error.status : 500
  const { message } = error as Error
  if (res.headersSent) return void res.destroy()
  res.writeHead(status, {
    'content-type': 'application/json',
    'x-cld-error': message.replace(/[^ -~]/g, ' ').slice(0, 200),
  })
  res.end(JSON.stringify({ error: { message } }))
}
