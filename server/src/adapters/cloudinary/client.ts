import { setTimeout as pause } from 'node:timers/promises'
import { ObjectStoreUnavailable, type StoreFigures } from '../../ports/object-store.ts'
import type { Resource } from './names.ts'
import type { CloudinarySettings } from './settings.ts'
import { signParams } from './signatures.ts'

/** Cloudinary has understood and says no. */
export class CloudinaryError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'CloudinaryError'
    this.status = status
  }
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof CloudinaryError && error.status === 404

export interface Pace {
  attempts: number
  /** Before the second attempt; twice as long before each next one. */
  backoffMs: number
  /** Until the answer begins, which it does when what was sent has been looked through. */
  patienceMs: number
}

const defaultPace: Pace = { attempts: 6, backoffMs: 300, patienceMs: 300_000 }
const longestPauseMs = 20_000

export type Client = ReturnType<typeof cloudinaryClient>
type Json = Record<string, unknown>

/** Cloudinary's two interfaces. Whatever passes by itself (no answer, too many requests, errors of its own) is tried again. */
export function cloudinaryClient(settings: CloudinarySettings, pace: Partial<Pace> = {}) {
  const { attempts, backoffMs, patienceMs } = { ...defaultPace, ...pace }
  const { cloudName, apiUrl } = settings
  const base = `${apiUrl}/v1_1/${cloudName}`
  const figures: StoreFigures = { answered: 0, retried: 0, failed: 0 }

  /** An answer that holds, whatever it says. Throws `ObjectStoreUnavailable` after the last attempt. */
  async function send(url: string, init: () => RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await begun(url, init(), patienceMs).catch((error: Error) => error)
      if (outcome instanceof Response && !isPassing(outcome.status)) {
        figures.answered++
        return outcome
      }
      if (init().signal?.aborted) throw outcome
      if (attempt >= attempts) {
        figures.failed++
        throw new ObjectStoreUnavailable(await reasonOf(outcome))
      }
      figures.retried++
      if (outcome instanceof Response) await outcome.body?.cancel()
      await pause(pauseBefore(attempt, outcome))
    }
  }

  function pauseBefore(attempt: number, outcome: Response | Error): number {
    const asked = outcome instanceof Response ? secondsAsked(outcome.headers) : null
    const ownMs = backoffMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
    return Math.min(longestPauseMs, asked === null ? ownMs : asked * 1000)
  }

  /** The upload interface: a signed form. `file`: bytes, or an address that Cloudinary reads by itself. */
  async function act(
    resource: Resource,
    action: string,
    given: Record<string, string | undefined>,
    { file, headers }: { file?: Blob | string; headers?: Record<string, string> } = {},
  ): Promise<Json> {
    const body = () => {
      const params = present({ ...given, timestamp: String(Math.floor(Date.now() / 1000)) })
      const form = new FormData()
      for (const [name, value] of Object.entries(params)) form.set(name, value)
      form.set('api_key', settings.apiKey)
      form.set('signature', signParams(params, settings))
      if (file !== undefined) form.set('file', file)
      return form
    }
    const url = `${base}/${resource}/${action}`
    return jsonOf(await send(url, () => ({ method: 'POST', body: body(), headers })))
  }

  /** The administrator's interface, which is for few requests: its plans count them by the hour. */
  async function administer(
    method: 'GET' | 'DELETE',
    path: string,
    query: Record<string, string | undefined> = {},
  ): Promise<Json> {
    const words = new URLSearchParams(present(query)).toString()
    const credentials = Buffer.from(`${settings.apiKey}:${settings.apiSecret}`).toString('base64')
    const headers = { authorization: `Basic ${credentials}` }
    const url = `${base}/${path}${words && `?${words}`}`
    return jsonOf(await send(url, () => ({ method, headers })))
  }

  return { send, act, administer, figures }
}

/** An answer that has begun may take as long as its reader does. */
async function begun(url: string, { signal, ...init }: RequestInit, patienceMs: number): Promise<Response> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Error('There was no answer in time')), patienceMs)
  try {
    return await fetch(url, {
      ...init,
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    })
  } finally {
    clearTimeout(timer)
  }
}

/** 423: a file that is being made at this moment. */
const isPassing = (status: number): boolean => status >= 500 || [408, 420, 423, 425, 429].includes(status)

function secondsAsked(headers: Headers): number | null {
  const after = headers.get('retry-after')
  if (after && /^\d+$/.test(after)) return Number(after)
  const reset = Date.parse(headers.get('x-featureratelimit-reset') ?? '')
  return Number.isNaN(reset) ? null : Math.max(0, (reset - Date.now()) / 1000)
}

async function reasonOf(outcome: Response | Error): Promise<Error> {
  if (!(outcome instanceof Response)) return outcome.cause instanceof Error ? outcome.cause : outcome
  return new CloudinaryError(outcome.status, await messageOf(outcome))
}

async function jsonOf(response: Response): Promise<Json> {
  if (!response.ok) throw new CloudinaryError(response.status, await messageOf(response))
  return (await response.json()) as Json
}

/** Its sentence stands in the body, and of a file that it does not give in a header. */
export async function messageOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '')
  const said = response.headers.get('x-cld-error') ?? messageIn(text)
  return `Cloudinary answers ${response.status}${said ? `: ${said}` : ''}`
}

function messageIn(text: string): string | null {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? null
  } catch {
    return null
  }
}

const present = (given: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]))
