import { expect, inject, it } from 'vitest'
import { newName, password } from './support/api.ts'
import { openBrowser } from './support/browser.ts'
import { advances, playing } from './support/player.ts'

const visitor = openBrowser()

it('leads from registration to a video that plays, seeks and is commented', async () => {
  const page = await visitor()
  const username = newName('bea')
  await page.goto('/')
  await page.getByRole('link', { name: 'Log in' }).click()
  await page.getByRole('link', { name: 'Make an account' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Bea Ray')
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('E-mail').fill(`${username}@example.org`)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()

  await page.getByRole('banner').getByRole('link', { name: 'Upload' }).click()
  await page.locator('input[type=file][multiple]').setInputFiles(inject('film'))
  await page.getByLabel('Title').fill('My first film')
  await page.getByLabel('Description').fill('See 0:10 and https://example.org/.')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('button', { name: 'Published' }).waitFor()
  await page.getByText('Ready. Published').waitFor({ timeout: 180_000 })
  await page.getByRole('link', { name: 'Watch', exact: true }).click()

  await page.getByRole('heading', { level: 1, name: 'My first film' }).waitFor()
  const first = await advances(page)
  expect(first.source).toMatch(/^blob:/)
  await expect.poll(async () => (await playing(page)).audioBytes).toBeGreaterThan(0)

  await page.getByRole('button', { name: '0:10' }).click()
  await expect.poll(async () => (await playing(page)).currentTime).toBeGreaterThan(10)
  await advances(page)

  await page.getByLabel('Add a comment').fill('How lovely <b>it</b> is')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.getByText('How lovely <b>it</b> is').waitFor()
  await page.getByRole('button', { name: 'Reply', exact: true }).click()
  await page.getByLabel('Reply to Bea Ray').fill('It is')
  await page.getByRole('button', { name: 'Reply', exact: true }).last().click()
  await page.getByText('It is', { exact: true }).waitFor()

  await page.goto('/')
  await page.getByRole('link', { name: 'My first film' }).waitFor()
})
