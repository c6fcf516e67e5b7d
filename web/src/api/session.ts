import type { OperationName } from './client.ts'
import { routes } from './operations.ts'

/**
 * The tokens lie in cookies that no script can read. What is kept here is when they end, so that a request for which a
 * session is optional is not answered as a stranger's; and it tells the other tabs.
 */
const storageKey = 'reelbase.session'
/** Renewed so long before its end. */
const marginMs = 20_000

interface Kept {
  expiresAt: number
}

const listeners = new Set<() => void>()
let renewing: Promise<boolean> | null = null

function kept(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

export const hasSession = (): boolean => kept() !== null

/** Told when a session begins or ends, in this tab or another one. */
export function onSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key === storageKey && (oldValue === null) !== (newValue === null)) tell()
})

const tell = (): void => {
  for (const listener of listeners) listener()
}

export function keepSession(accessToken: string): void {
  const isNew = !hasSession()
  localStorage.setItem(storageKey, JSON.stringify({ expiresAt: Date.now() + lifetimeMs(accessToken) }))
  if (isNew) tell()
}

export function dropSession(): void {
  if (!hasSession()) return
  localStorage.removeItem(storageKey)
  tell()
}

/** By the token's own two times: this machine's clock may be wrong. */
function lifetimeMs(token: string): number {
  try {
    const claims = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')))
    return (claims.exp - claims.iat) * 1000
  } catch {
    return 60_000
  }
}

const needsNone: readonly OperationName[] = ['loginUser', 'registerUser', 'refreshAccessToken']

/** Waits for a new token where the old one is about to end. */
export async function freshSession(name: OperationName): Promise<void> {
  const session = kept()
  if (!session || needsNone.includes(name) || session.expiresAt - marginMs > Date.now()) return
  await renewOnce()
}

/** After a 401: whether it is worth asking again. One request renews for all that wait. */
export async function renewSession(name: OperationName, code: string): Promise<boolean> {
  if (needsNone.includes(name) || !['invalid_token', 'not_authenticated'].includes(code)) return false
  if (!hasSession()) return false
  return renewOnce(true)
}

function renewOnce(isRefused = false): Promise<boolean> {
  renewing ??= renew(isRefused).finally(() => {
    renewing = null
  })
  return renewing
}

/** One tab renews at a time; the others find that it was done. */
function renew(isRefused: boolean): Promise<boolean> {
  const before = kept()?.expiresAt
  return navigator.locks ? navigator.locks.request(storageKey, work) : work()

  async function work(): Promise<boolean> {
    const session = kept()
    if (!session) return false
    if (session.expiresAt !== before || (!isRefused && session.expiresAt - marginMs > Date.now())) return true
    const [method, path] = routes.refreshAccessToken.split(' ')
    const response = await fetch(`/api/v1${path}`, { method }).catch(() => null)
    if (response?.ok) {
      keepSession((await response.json()).data.accessToken)
      return true
    }
    // A server that is down or busy has not ended the session.
    if (response && response.status < 429) dropSession()
    return false
  }
}
