import { expect, it } from 'vitest'
import { newName, password } from './support/api.ts'
import { openBrowser } from './support/browser.ts'
import { logIn, person, video } from './support/people.ts'

const visitor = openBrowser()
const refused = /status of (400|401|404|409|429)/

it('says beside the field what is wrong with a log-in', async () => {
  const ann = await person()
  const page = await visitor({ mayFail: refused })
  await page.goto('/login')
  const submit = page.getByRole('main').getByRole('button', { name: 'Log in' })
  const name = page.getByLabel('User name or e-mail')
  await submit.click()
  await page.getByRole('alert').first().waitFor()
  await name.fill(newName('nobody'))
  await page.getByLabel('Password', { exact: true }).fill('wrong horse')
  await submit.click()
  await expect.poll(() => name.getAttribute('aria-invalid')).toBe('true')
  await name.fill(ann.username)
  await submit.click()
  await expect
    .poll(() => page.getByLabel('Password', { exact: true }).getAttribute('aria-invalid'))
    .toBe('true')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await submit.click()
  await page.getByRole('button', { name: 'Account' }).waitFor()
})

it('says beside the field what is wrong with a registration', async () => {
  const ann = await person()
  const page = await visitor({ mayFail: refused })
  await page.goto('/register')
  const submit = page.getByRole('button', { name: 'Sign up' })
  await submit.click()
  await expect.poll(() => page.locator('[aria-invalid=true]').count()).toBe(4)
  await page.getByLabel('Name', { exact: true }).fill('Ann Again')
  await page.getByLabel('User name').fill(ann.username)
  await page.getByLabel('E-mail').fill(`${newName('ann')}@example.org`)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await submit.click()
  await expect.poll(() => page.getByLabel('User name').getAttribute('aria-invalid')).toBe('true')
})

it('leads a stranger from a page for members to the form, and back', async () => {
  const ann = await person()
  const page = await visitor()
  await page.goto('/history')
  await page.waitForURL('**/login?to=%2Fhistory')
  await page.getByLabel('User name or e-mail').fill(ann.username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL('**/history')
  await page.getByRole('heading', { name: 'History' }).waitFor()
})

it('renews an expired session once, whatever waits for it', async () => {
  const ann = await person()
  const film = await video(ann)
  const page = await visitor({ mayFail: refused })
  await logIn(page, ann)
  const context = page.context()
  await context.clearCookies({ name: 'accessToken' })
  await page.evaluate(() => localStorage.setItem('reelbase.session', JSON.stringify({ expiresAt: 0 })))
  let renewals = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/refresh-token')) renewals += 1
  })
  await page.goto(`/watch/${film}`)
  await page.getByRole('button', { name: 'Account' }).waitFor()
  await page.getByLabel('Add a comment').waitFor()
  expect(renewals).toBe(1)
})

it('goes home when somebody logs out on a page for members, and has no such page to go back to', async () => {
  const ann = await person()
  const page = await visitor({ mayFail: refused })
  await logIn(page, ann)
  await page.goto('/history')
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.getByRole('heading', { name: 'Videos to watch' }).waitFor({ state: 'attached' })
  expect(new URL(page.url()).pathname).toBe('/')
  await page.goBack()
  await page.waitForURL('**/login?to=%2Fhistory')
})

it('is a stranger again in every tab when the session has ended elsewhere', async () => {
  const ann = await person()
  const page = await visitor({ mayFail: refused })
  await logIn(page, ann)
  const other = await page.context().newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Account' }).click()
  await other.getByRole('menuitem', { name: 'Log out' }).click()
  await other.getByRole('link', { name: 'Log in' }).waitFor()
  await page.getByRole('link', { name: 'Log in' }).waitFor()
})
