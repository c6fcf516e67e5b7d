import { withoutCredentials } from '../../../lib/mask.ts'

/** What a person calls the parts of a `postgres://` address. */
export interface Address {
  /** The whole of it, without its password. */
  shown: string
  /** `host port 5432`, or the folder of a socket. */
  place: string
  host: string
  user: string
  database: string
  hasPassword: boolean
  /** A `/`, `#` or `?` of the password seems to stand there as it is: what follows was taken for something else. */
  isTorn: boolean
}

export function addressOf(given: string): Address {
  const url = new URL(given)
  const user = url.searchParams.get('user') ?? decoded(url.username)
  const host = url.searchParams.get('host') || decoded(url.hostname) || 'localhost'
  const port = url.searchParams.get('port') || url.port || '5432'
  return {
    shown: masked(url),
    place: host.startsWith('/') ? host : `${host} port ${port}`,
    host,
    user: user || 'of this process',
    database: decoded(url.pathname.slice(1)) || user,
    isTorn: isTorn(url),
    hasPassword: url.password !== '' || url.searchParams.has('password'),
  }
}

const isTorn = (url: URL): boolean => /[/?#].*@/.test(url.href.replace(/^\w+:\/\//, ''))

/** Of a torn address, nothing before the last `@` is shown. */
function masked(given: URL): string {
  const url = new URL(given)
  if (url.password) url.password = '…'
  if (url.searchParams.has('password')) url.searchParams.set('password', '…')
  const text = url.href.replaceAll(encodeURIComponent('…'), '…')
  return isTorn(url) ? withoutCredentials(text) : text
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
