import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { Problem } from './problem.ts'

interface Envelope<T> {
  data: T
  message: string
}

interface Answer<T> extends Envelope<T> {
  status: number
}

export interface Published {
  _id: string
  title: string
  videoFile: string
}

/** The few calls of the public API that the demo makes. */
export function reelbase(url: string) {
  let token: string | undefined

  async function call<T>(method: string, path: string, body?: object | FormData): Promise<Answer<T>> {
    const isForm = body instanceof FormData
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    if (body && !isForm) headers['content-type'] = 'application/json'
    let response: Response
    try {
      response = await fetch(`${url}/api/v1${path}`, {
        ...{ method, headers },
        body: isForm ? body : body && JSON.stringify(body),
      })
    } catch {
      throw new Problem(`No server answers at ${url}. Start one with \`npm start\`, then run this again.`)
    }
    if (response.status === 429) {
      throw new Problem(
        `The server wants us to wait ${response.headers.get('retry-after')} s. Run this again then.`,
      )
    }
    const envelope = (await response.json().catch(() => null)) as Envelope<T> | null
    if (!envelope) throw new Problem(`What answers at ${url} is not Reelbase.`)
    return { status: response.status, ...envelope }
  }

  function expectOk<T>(what: string, answer: Answer<T>): T {
    if (answer.status >= 400) throw new Problem(`${what} failed (${answer.status}): ${answer.message}`)
    return answer.data
  }

  return {
    async check(): Promise<void> {
      const health = await call<{ status?: string } | null>('GET', '/healthcheck')
      if (health.status !== 200 || health.data?.status !== 'OK') {
        throw new Problem(`The server at ${url} is not well: ${health.message}`)
      }
    },

    /** False where there is nobody of that name. */
    async logIn(username: string, password: string): Promise<boolean> {
      token = undefined
      const answer = await call<{ accessToken: string }>('POST', '/users/login', { username, password })
      if (answer.status === 404) return false
      if (answer.status === 401) {
        throw new Problem(`There is a user "${username}" with another password. Set DEMO_PASSWORD to it.`)
      }
      token = expectOk('Logging in', answer).accessToken
      return true
    },

    async register(fields: Record<string, string>, avatarPath: string): Promise<void> {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('avatar', await openAsBlob(avatarPath, { type: 'image/png' }), basename(avatarPath))
      expectOk('Registering', await call('POST', '/users/register', form))
    },

    async describeChannel(bio: string): Promise<void> {
      expectOk('Changing the channel', await call('PATCH', '/users/update-account', { bio }))
    },

    async ownVideos(): Promise<Published[]> {
      const { _id } = expectOk('Asking who we are', await call<{ _id: string }>('GET', '/users/current-user'))
      const page = await call<{ docs: Published[] }>('GET', `/videos?userId=${_id}&limit=100`)
      return expectOk('Listing the videos', page).docs
    },

    async publish(
      fields: { title: string; description: string; tags: string[] },
      path: string,
    ): Promise<Published> {
      const form = new FormData()
      form.append('title', fields.title)
      form.append('description', fields.description)
      form.append('tags', fields.tags.join(','))
      form.append('videoFile', await openAsBlob(path, { type: 'video/mp4' }), basename(path))
      return expectOk(`Publishing "${fields.title}"`, await call<Published>('POST', '/videos', form))
    },
  }
}

export type Reelbase = ReturnType<typeof reelbase>
