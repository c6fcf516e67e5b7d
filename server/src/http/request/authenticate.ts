import type { Request } from 'express'
import type { Viewer } from '../../viewer.ts'
import { cookiesOf } from './client.ts'
import { sessionCookies } from './cookies.ts'

/** Who asks: by the cookie, else by the header. A bad cookie beside a good header is not an error. */
export const createAuthenticate =
  (viewerOf: (accessToken: string) => Promise<Viewer | null>) =>
  async (req: Request): Promise<Viewer | null> => {
    for (const token of tokensOf(req)) {
      const viewer = await viewerOf(token)
      if (viewer) return viewer
    }
    return null
  }

function tokensOf(req: Request): Set<string> {
  const cookie = cookiesOf(req)[sessionCookies.access]
  const header = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
  return new Set([cookie, header].filter((token): token is string => Boolean(token)))
}
