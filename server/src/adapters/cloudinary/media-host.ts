import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { HostedStream, HostNotice, MediaHost } from '../../ports/media-host.ts'
import { ObjectMissing } from '../../ports/object-store.ts'
import { type Client, isNotFound } from './client.ts'
import { addressOf, type Delivery } from './delivery.ts'
import { variantsOf } from './manifests.ts'
import { asItIs, assetOf, type Delivered, deliveredOf, ownerOf, streamKeyOf, streamProfile } from './names.ts'
import type { CloudinarySettings } from './settings.ts'
import { isSigned } from './signatures.ts'
import { uploadWhole } from './upload.ts'

interface Parts {
  client: Client
  delivery: Delivery
  settings: CloudinarySettings
  /** Where Cloudinary may say that something is made; null: it cannot reach this server. */
  notifyUrl: string | null
}

/** What is asked for, as `<transformation>/<format>`. */
const stream = { transformation: streamProfile, format: 'm3u8' }
const file = { transformation: 'ac_aac,vc_h264', format: 'mp4' }
type Wanted = typeof stream

/** A notification is sent again for some minutes. */
const noticeLifeMs = 2 * 3_600_000

export function cloudinaryHost({ client, delivery, settings, notifyUrl }: Parts): MediaHost {
  async function request(key: string, { transformation, format }: Wanted): Promise<void> {
    const { resource, publicId, type } = assetOf(key)
    await found(key, () =>
      client.act(resource, 'explicit', {
        ...{ public_id: publicId, type, eager: `${transformation}/${format}`, eager_async: 'true' },
        eager_notification_url: notifyUrl ?? undefined,
      }),
    )
  }

  async function isMade(key: string, wanted: Wanted): Promise<boolean> {
    const { resource, publicId, type } = assetOf(key)
    const path = `resources/${resource}/${type}/${publicId}`
    const { derived } = await found(key, () => client.administer('GET', path, { max_results: '500' }))
    return (derived as Derived[] | undefined)?.some((made) => isSame(made, wanted)) ?? false
  }

  async function findStream(key: string): Promise<HostedStream | null> {
    if (!(await isMade(key, stream))) return null
    const streamKey = streamKeyOf(key)
    const answer = await delivery.ask(deliveredOf(streamKey))
    if (!answer) return null
    return { key: streamKey, ...variantsOf(await answer.text()) }
  }

  async function takeFile(from: string, to: string): Promise<boolean> {
    if (!(await isMade(from, file))) return false
    await uploadWhole(client, assetOf(to), addressOf(settings, made(from, file)))
    return true
  }

  async function poster(key: string, atSeconds: number, into: string): Promise<void> {
    const transformation = `c_limit,h_1280,so_${atSeconds.toFixed(2)},w_1280`
    const answer = await delivery.ask(made(key, { transformation, format: 'jpg' }))
    if (!answer?.body) throw new ObjectMissing(key)
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(into))
  }

  function read(body: Buffer, header: (name: string) => string | undefined): HostNotice | 'forged' | null {
    const [timestamp, signature] = [header('x-cld-timestamp') ?? '', header('x-cld-signature') ?? '']
    if (!isSigned(body, timestamp, signature, settings.apiSecret)) return 'forged'
    if (Date.now() - Number(timestamp) * 1000 > noticeLifeMs) return 'forged'
    const said = saidIn(body)
    const owner = said?.notification_type === 'eager' ? ownerOf(String(said.public_id)) : null
    return said && owner && { ...owner, failed: failureIn(said) }
  }

  return {
    requestStream: (key) => request(key, stream),
    findStream,
    requestFile: (from) => request(from, file),
    takeFile,
    poster,
    read,
  }
}

interface Derived {
  transformation: string
  format?: string
}

/** The format stands beside the transformation, or as its last part. */
const isSame = (found: Derived, { transformation, format }: Wanted): boolean =>
  found.transformation === `${transformation}/${format}` ||
  (found.transformation === transformation && found.format === format)

function made(key: string, { transformation, format }: Wanted): Delivered {
  const asset = assetOf(key)
  return { ...asItIs({ ...asset, format }), transformation }
}

interface Said {
  notification_type?: string
  public_id?: string
  eager?: { status?: string; reason?: string; error?: unknown }[]
}

function saidIn(body: Buffer): Said | null {
  try {
    return JSON.parse(body.toString()) as Said | null
  } catch {
    return null
  }
}

function failureIn({ eager = [] }: Said): string | null {
  const failed = eager.find(({ status, error }) => status === 'failed' || error !== undefined)
  return failed ? (failed.reason ?? JSON.stringify(failed.error ?? 'no reason given')) : null
}

async function found<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw isNotFound(error) ? new ObjectMissing(key) : error
  }
}
