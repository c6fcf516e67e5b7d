import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal, signatureOf } from './checks.ts'
import { type Cloud, nameOf, type Stored } from './cloud.ts'
import { frame } from './work.ts'

interface Asked {
  resource: string
  type: string
  transformation: string
  /** Id and extension. */
  source: string
}

const types: Record<string, string> = {
  ...{ jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4', webm: 'video/webm', ts: 'video/mp2t' },
  m3u8: 'application/x-mpegURL',
}

/** What stands behind `/<cloud>/`: files as browsers get them. */
export async function sendFile(
  cloud: Cloud,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> {
  const asked = parse(cloud, decodeURIComponent(new URL(path, cloud.origin).pathname))
  const extension = asked.source.slice(asked.source.lastIndexOf('.') + 1)
  const asset = assetOf(cloud, asked)
  const bytes = asset && (await bytesOf(cloud, asset, asked.transformation, extension))
  if (!bytes) throw new Refusal(404, `Resource not found - ${asked.source}`)
  res.setHeader('Content-Type', types[extension] ?? 'application/octet-stream')
  res.setHeader('Access-Control-Allow-Origin', '*')
  res.setHeader('Last-Modified', asset.createdAt.toUTCString())
  res.setHeader('Accept-Ranges', 'bytes')
  const range = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? '')
  const start = range ? Number(range[1]) : 0
  const end = range?.[2] ? Math.min(Number(range[2]) + 1, bytes.length) : bytes.length
  if (range) res.setHeader('Content-Range', `bytes ${start}-${end - 1}/${bytes.length}`)
  res.writeHead(range ? 206 : 200, { 'Content-Length': end - start })
  if (req.method === 'HEAD') return void res.end()
  const cut = cloud.meddling.cutAfter?.({ method: req.method ?? '', path, headers: req.headers })
  if (cut === undefined) return void res.end(bytes.subarray(start, end))
  res.write(bytes.subarray(start, Math.min(end, start + cut)), () => setImmediate(() => res.destroy()))
}

/** `/<cloud>/<resource>/<type>/[s--…--/][<transformation>/]v1/<source>`, with its signature checked. */
function parse(cloud: Cloud, pathname: string): Asked {
  const match =
    /^\/[^/]+\/(image|video|raw)\/(upload|authenticated)\/(?:(s--[\w-]{8}--)\/)?(?:(.+?)\/)??v\d+\/(.+)$/.exec(
      pathname,
    )
  if (!match) throw new Refusal(400, `Invalid address ${pathname}`)
  const [, resource = '', type = '', signature, transformation = '', source = ''] = match
  const signed = [transformation, source].filter((part) => part !== '').join('/')
  if (signature !== undefined && signature !== signatureOf(signed, cloud.account))
    throw new Refusal(401, 'Invalid signature')
  if (type === 'authenticated' && signature === undefined) throw new Refusal(401, 'Missing signature')
  return { resource, type, transformation, source }
}

function assetOf(cloud: Cloud, { resource, type, source }: Asked): Stored | undefined {
  const publicId = resource === 'raw' ? source : source.slice(0, source.lastIndexOf('.'))
  return cloud.assets.get(nameOf(resource, type, publicId))
}

async function bytesOf(
  cloud: Cloud,
  asset: Stored,
  transformation: string,
  extension: string,
): Promise<Buffer | null> {
  if (transformation === '')
    return asset.resource === 'raw' || asset.format === extension || asset.format === 'mp4'
      ? asset.bytes
      : null
  const made = asset.derived.get(`${transformation}/${extension}`)
  if (extension === 'm3u8') return made ? Buffer.from(withAddresses(cloud, asset, made.toString())) : null
  const second = /(?:^|,)so_([\d.]+)/.exec(transformation)?.[1]
  return made ?? (extension === 'jpg' && second ? frame(asset, Number(second)) : null)
}

/** `{<transformation>}.ts` becomes its path on this host. */
const withAddresses = (cloud: Cloud, asset: Stored, manifest: string): string =>
  manifest.replace(/^\{(.+)\}\.(\w+)$/gm, (_all, transformation: string, extension: string) => {
    const source = `${asset.publicId}.${extension}`
    const signature =
      asset.type === 'upload' ? '' : `${signatureOf(`${transformation}/${source}`, cloud.account)}/`
    return `/${cloud.account.cloudName}/${asset.resource}/${asset.type}/${signature}${transformation}/v1/${source}`
  })
