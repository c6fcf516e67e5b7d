import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { checkCredentials, checkForm, Refusal } from './checks.ts'
import { type Cloud, nameOf, type Stored } from './cloud.ts'
import { begin } from './work.ts'

const smallestChunk = 5 * 1024 * 1024
const removedAtOnce = 100

/** What stands behind `/v1_1/<cloud>/`, by Cloudinary's documentation of its upload and its admin interface. */
export async function answerApi(cloud: Cloud, req: IncomingMessage, path: string): Promise<object> {
  const url = new URL(path, cloud.origin)
  const [, , name, ...rest] = url.pathname.split('/').map(decodeURIComponent)
  const body = await buffer(req)
  if (name !== cloud.account.cloudName) throw new Refusal(404, `cloud_name mismatch: ${name}`)
  if (req.method === 'POST') {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': req.headers['content-type'] ?? '' },
    }).formData()
    checkForm(form, cloud.account)
    const [resource = '', action = ''] = rest
    const act = { upload, explicit, rename, destroy }[action]
    if (!act) throw new Refusal(404, `no action ${action}`)
    if (field(form, 'invalidate') === 'true') cloud.invalidated.push(action)
    return act(cloud, { resource, form, req })
  }
  checkCredentials(req.headers, cloud.account)
  if (rest[0] === 'ping') return { status: 'ok' }
  const [, resource = '', type = '', ...id] = rest
  if (id.length > 0) return details(requireAsset(cloud, resource, type, id.join('/')))
  return req.method === 'DELETE' ? removeSome(cloud, resource, type, url) : list(cloud, resource, type, url)
}

interface Act {
  resource: string
  form: FormData
  req: IncomingMessage
}

const field = (form: FormData, name: string): string => String(form.get(name) ?? '')

function requireAsset(cloud: Cloud, resource: string, type: string, publicId: string): Stored {
  const asset = cloud.assets.get(nameOf(resource, type, publicId))
  if (!asset) throw new Refusal(404, `Resource not found - ${publicId}`)
  return asset
}

async function upload(cloud: Cloud, { resource, form, req }: Act): Promise<object> {
  const file = form.get('file')
  if (typeof file === 'string') {
    const answer = await fetch(file)
    if (!answer.ok) throw new Refusal(400, `Error in loading ${file} - ${answer.status}`)
    return store(cloud, resource, form, Buffer.from(await answer.arrayBuffer()))
  }
  if (!file) throw new Refusal(400, 'Missing required parameter - file')
  const bytes = Buffer.from(await file.arrayBuffer())
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(req.headers['content-range'] ?? ''))
  if (!range) return store(cloud, resource, form, bytes)
  const [start = 0, end = 0, total = 0] = range.slice(1).map(Number)
  const id = String(req.headers['x-unique-upload-id'] ?? '')
  if (!id) throw new Refusal(400, 'Missing X-Unique-Upload-Id')
  if (bytes.length !== end - start + 1) throw new Refusal(400, 'Content-Range does not fit the part')
  if (bytes.length < smallestChunk && end + 1 < total)
    throw new Refusal(400, 'All parts except EOF-chunk must be larger than 5mb')
  const known = cloud.uploads.get(id) ?? { parts: new Map<number, Buffer>(), said: null }
  cloud.uploads.set(id, known)
  known.parts.set(start, bytes)
  if (end + 1 < total) return { done: false, public_id: field(form, 'public_id'), bytes: end + 1 }
  const parts = [...known.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part)
  const whole = Buffer.concat(parts)
  if (whole.length !== total) throw new Refusal(400, `${whole.length} bytes of ${total} came`)
  known.said ??= store(cloud, resource, form, whole)
  return known.said
}

function store(cloud: Cloud, resource: string, form: FormData, bytes: Buffer): object {
  if (bytes.length === 0) throw new Refusal(400, 'Empty file')
  const [publicId, type] = [field(form, 'public_id'), field(form, 'type') || 'upload']
  if (!publicId || /[?&#\\%<>+]|^\/|\/$/.test(publicId))
    throw new Refusal(400, `public_id (${publicId}) is invalid`)
  const format = resource === 'raw' ? null : formatOf(resource, bytes)
  const asset = { resource, type, publicId, format, bytes, createdAt: new Date(), derived: new Map() }
  cloud.assets.set(nameOf(resource, type, publicId), asset)
  return said(cloud, asset)
}

/** By its contents, as the real service does. */
function formatOf(resource: string, bytes: Buffer): string {
  if (resource === 'image') return bytes.subarray(0, 4).toString('latin1') === '\x89PNG' ? 'png' : 'jpg'
  if (bytes.subarray(0, 4).toString('hex') === '1a45dfa3')
    return bytes.subarray(0, 64).includes('webm') ? 'webm' : 'mkv'
  return bytes.subarray(0, 4).toString('latin1') === 'RIFF' ? 'avi' : 'mp4'
}

function said(cloud: Cloud, { resource, type, publicId, format, bytes }: Stored): object {
  const path = `${resource}/${type}/v1/${publicId}${format ? `.${format}` : ''}`
  return {
    ...{ public_id: publicId, resource_type: resource, type, format, bytes: bytes.length, version: 1 },
    secure_url: `${cloud.origin}/${cloud.account.cloudName}/${path}`,
  }
}

async function explicit(cloud: Cloud, { resource, form }: Act): Promise<object> {
  const asset = requireAsset(cloud, resource, field(form, 'type'), field(form, 'public_id'))
  const notifyUrl = field(form, 'eager_notification_url') || null
  return { ...said(cloud, asset), eager: begin(cloud, asset, field(form, 'eager'), notifyUrl) }
}

async function rename(cloud: Cloud, { resource, form }: Act): Promise<object> {
  const asset = requireAsset(cloud, resource, field(form, 'type'), field(form, 'from_public_id'))
  const [publicId, type] = [field(form, 'to_public_id'), field(form, 'to_type')]
  cloud.assets.delete(nameOf(resource, asset.type, asset.publicId))
  Object.assign(asset, { publicId, type })
  cloud.assets.set(nameOf(resource, type, publicId), asset)
  return said(cloud, asset)
}

async function destroy(cloud: Cloud, { resource, form }: Act): Promise<object> {
  const isGone = cloud.assets.delete(nameOf(resource, field(form, 'type'), field(form, 'public_id')))
  return { result: isGone ? 'ok' : 'not found' }
}

function details(asset: Stored): object {
  const derived = [...asset.derived.keys()].map((name) => {
    const at = name.lastIndexOf('/')
    return {
      transformation: name.slice(0, at),
      format: name.slice(at + 1),
      bytes: asset.derived.get(name)!.length,
    }
  })
  return { public_id: asset.publicId, format: asset.format, bytes: asset.bytes.length, derived }
}

function below(cloud: Cloud, resource: string, type: string, prefix: string): Stored[] {
  return [...cloud.assets.values()]
    .filter(
      (asset) => asset.resource === resource && asset.type === type && asset.publicId.startsWith(prefix),
    )
    .toSorted((a, b) => (a.publicId < b.publicId ? -1 : 1))
}

function list(cloud: Cloud, resource: string, type: string, { searchParams }: URL): object {
  const all = below(cloud, resource, type, searchParams.get('prefix') ?? '')
  const most = Math.min(500, Number(searchParams.get('max_results') ?? 10))
  const from = Number(searchParams.get('next_cursor') ?? 0)
  const page = all.slice(from, from + most)
  const resources = page.map(({ publicId, format }) => ({ public_id: publicId, ...(format && { format }) }))
  return { resources, ...(from + most < all.length && { next_cursor: String(from + most) }) }
}

function removeSome(cloud: Cloud, resource: string, type: string, { searchParams }: URL): object {
  const prefix = searchParams.get('prefix')
  if (!prefix) throw new Refusal(400, 'Missing required parameter - prefix')
  if (searchParams.get('invalidate') === 'true') cloud.invalidated.push('DELETE')
  const all = below(cloud, resource, type, prefix)
  for (const { publicId } of all.slice(0, removedAtOnce))
    cloud.assets.delete(nameOf(resource, type, publicId))
  const isPartial = all.length > removedAtOnce
  return { deleted: {}, partial: isPartial, ...(isPartial && { next_cursor: 'more' }) }
}
