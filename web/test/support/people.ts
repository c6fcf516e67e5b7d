import { randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { site } from './browser.ts'

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

/** Somebody who has an account, made by the API: faster than by the form, which has a test of its own. */
export async function person(fullName = 'Ann Lee', url: string = site): Promise<Person> {
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

/** Uploads the film and answers its id; it plays at once. */
export async function video(who: Person, fields: Record<string, string> = {}): Promise<string> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ title: 'A film', ...fields })) form.set(name, value)
  form.set('videoFile', await openAsBlob(inject('film'), { type: 'video/mp4' }), 'film.mp4')
  const { _id } = await ask<{ _id: string }>(who, 'POST', '/videos', form)
  return _id
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

/** Through the form, as anybody does. */
export async function logIn(page: Page, { username }: Person): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('User name or e-mail').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Account' }).waitFor()
}
