import { openAsBlob } from 'node:fs'
import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { ask, type Person, password, register } from './api.ts'
import { site } from './browser.ts'

/** Somebody who has an account. */
export const person = (fullName = 'Ann Lee', url: string = site): Promise<Person> => register(fullName, url)

/** Uploads the film and answers its id; it plays at once. */
export async function video(who: Person, fields: Record<string, string> = {}): Promise<string> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ title: 'A film', ...fields })) form.set(name, value)
  form.set('videoFile', await openAsBlob(inject('film'), { type: 'video/mp4' }), 'film.mp4')
  const { _id } = await ask<{ _id: string }>(who, 'POST', '/videos', form)
  return _id
}

/** Through the form, as anybody does. */
export async function logIn(page: Page, { username }: Person): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('User name or e-mail').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Account' }).waitFor()
}
