import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { ask } from './support/api.ts'
import { openBrowser } from './support/browser.ts'
import { type OwnSite, startSite } from './support/own-site.ts'
import { logIn, person, video } from './support/people.ts'

/** A server of our own: it is stopped, it refuses who asks too often, and it speaks dialects. */
const settings = { RATE_LIMITS: 'on', API_DIALECTS: 'array-lists,reference-subscriptions,owner-ids' }
const lost = /ERR_|status of (429|5\d\d)/
const visitor = openBrowser()
let folder: string
let server: OwnSite

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-web-own-'))
  server = await startSite(folder, settings)
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

it('shows subscriptions, playlists and comments, whatever dialect the server speaks', async () => {
  const ann = await person('Ann Lee', server.url)
  const bob = await person('Bob Ray', server.url)
  const film = await video(bob, { title: 'A film in a dialect' })
  await ask(ann, 'POST', `/comments/${film}`, { content: 'Well said' })
  const { owner } = await ask<{ owner: { _id: string } }>(bob, 'GET', `/videos/${film}`)
  await ask(ann, 'POST', `/subscriptions/c/${owner._id}`)
  const list = await ask<{ _id: string; owner: string }>(ann, 'POST', '/playlist', { name: 'Mine' })
  expect(list.owner).toBeTypeOf('string')
  await ask(ann, 'PATCH', `/playlist/add/${film}/${list._id}`)
  const page = await visitor({ baseURL: server.url })
  await page.goto(`/playlist/${list._id}`)
  await page.getByRole('link', { name: 'A film in a dialect' }).waitFor()
  await logIn(page, ann)
  await page.goto('/subscriptions')
  await page.getByRole('main').getByRole('link', { name: 'Bob Ray' }).waitFor()
  await page.goto(`/playlist/${list._id}`)
  await page.getByRole('main').getByRole('link', { name: 'Ann Lee' }).waitFor()
  await page.getByRole('button', { name: 'Edit' }).waitFor()
  await page.goto(`/watch/${film}`)
  await page.getByText('Well said').waitFor()
})

it('says that the server is gone, and goes on with an upload when it is back', async () => {
  const ann = await person('Ann Lee', server.url)
  const page = await visitor({ baseURL: server.url, mayFail: lost })
  await logIn(page, ann)
  const other = await page.context().newPage()
  await other.goto('/login')
  await other.getByRole('heading', { name: 'Log in' }).waitFor()
  await page.goto('/upload')
  await slowUploads(page, 150_000)
  await page.locator('input[type=file][multiple]').setInputFiles(inject('film'))
  await page.getByText(/^Uploading: [1-9]/).waitFor()
  await server.kill()
  await page.getByText('The connection was lost. Trying again in').waitFor()
  await other.getByRole('link', { name: 'Reelbase' }).first().click()
  await other.getByRole('heading', { name: 'The server does not answer' }).waitFor()

  await slowUploads(page, -1)
  await server.start()
  await other.getByRole('button', { name: 'Try again' }).click()
  await other
    .getByRole('main')
    .getByRole('link', { name: /in a dialect/ })
    .waitFor()
  await page.getByRole('button', { name: 'Publish' }).click()
  // It has perhaps found the server by itself.
  await page
    .getByRole('button', { name: 'Try again now' })
    .click({ timeout: 2000 })
    .catch(() => {})
  await page.getByRole('button', { name: 'Published' }).waitFor({ timeout: 60_000 })
})

it('says why a file will not do, and does not promise that it will be published', async () => {
  const ann = await person('Ann Lee', server.url)
  const page = await visitor({ baseURL: server.url, mayFail: /status of 422/ })
  await logIn(page, ann)
  await page.goto('/upload')
  const text = { name: 'notes.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no film at all '.repeat(99)) }
  await page.locator('input[type=file][multiple]').setInputFiles(text)
  await page.getByText('The file is not a video').waitFor()
  expect(await page.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Remove from the list' }).click()
})

it('says without a network that there is none, and goes on when it is back', async () => {
  const page = await visitor({ baseURL: server.url, mayFail: lost })
  await page.goto('/login')
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  await page.context().setOffline(true)
  await page.getByText('You are not connected.').waitFor()
  await page.getByRole('link', { name: 'Reelbase' }).first().click()
  await page.getByRole('heading', { name: 'No connection' }).waitFor()
  await page.context().setOffline(false)
  await page.getByRole('main').getByRole('link', { name: /film/ }).first().waitFor()
})

it('says when to try again to who tried too often', async () => {
  const page = await visitor({ baseURL: server.url, mayFail: /status of (404|429)/ })
  await page.goto('/login')
  await page.getByLabel('User name or e-mail').fill('nobody-at-all')
  await page.getByLabel('Password', { exact: true }).fill('whatever it is')
  const again = () =>
    fetch(`${server.url}/api/v1/users/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'nobody-at-all', password: 'whatever it is' }),
    })
  await expect.poll(async () => (await again()).status, { interval: 1, timeout: 120_000 }).toBe(429)
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
  await page.getByText(/Please wait \d+ (minutes|seconds)\./).waitFor()
})

/** Bytes a second; −1: as fast as it goes. */
async function slowUploads(page: Page, uploadThroughput: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
  })
}
