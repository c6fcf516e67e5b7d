import { randomBytes } from 'node:crypto'

/** People and what they ask of the API: faster than by the pages, which have tests of their own. */
const apiOf = (url: string): string => `${url}/api/v1`
export const password = 'correct horse battery'

export interface Person {
  username: string
  fullName: string
  /** As a header. */
  authorization: string
  /** The site that knows them. */
  url: string
}

export const newName = (word: string): string => `${word}-${randomBytes(4).toString('hex')}`

/** A picture of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export async function register(fullName: string, url: string): Promise<Person> {
  const api = apiOf(url)
  const username = newName('ann')
  const form = new FormData()
  for (const [name, value] of Object.entries({
    username,
    fullName,
    password,
    email: `${username}@example.org`,
  })) {
    form.set(name, value)
  }
  form.set('avatar', new Blob([pixel], { type: 'image/png' }), 'avatar.png')
  await data(await fetch(`${api}/users/register`, { method: 'POST', body: form }))
  const login = await fetch(`${api}/users/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  const { accessToken } = (await data(login)) as { accessToken: string }
  return { username, fullName, authorization: `Bearer ${accessToken}`, url }
}

/** The API's answer for this person. */
export async function ask<Answer = Record<string, unknown>>(
  who: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const isForm = body instanceof FormData
  const response = await fetch(apiOf(who.url) + path, {
    method,
    headers: {
      Authorization: who.authorization,
      ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
    },
    body: isForm ? body : body === undefined ? undefined : JSON.stringify(body),
  })
  return data(response) as Promise<Answer>
}

async function data(response: Response): Promise<unknown> {
  const envelope = (await response.json()) as { success: boolean; message: string; data: unknown }
  if (!envelope.success) throw new Error(`${response.url}: ${envelope.message}`)
  return envelope.data
}

export async function ready(who: Person, videoId: string): Promise<void> {
  for (;;) {
    const { processing } = await ask<{ processing: { state: string; error: string } }>(
      who,
      'GET',
      `/videos/${videoId}`,
    )
    if (processing.state === 'ready') return
    if (processing.state === 'failed') throw new Error(processing.error)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
