import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { ask, type Person } from './support/api.ts'
import { findings } from './support/axe.ts'
import { openBrowser, site } from './support/browser.ts'
import { logIn, person, video } from './support/people.ts'

const visitor = openBrowser()
const hostile =
  '<script>document.title="gone"</script> <img src=x onerror=alert(1)> \u202Eright to left\u202C 👩‍👩‍👧‍👦 '
let ann: Person
let film: string
let playlist: string

beforeAll(async () => {
  ann = await person(`Ann \u0301\u0302\u0303 ${'of a family with a long name '.repeat(2).trim()}`)
  film = await video(ann, { title: hostile + 'x'.repeat(60), description: `${'y'.repeat(500)}\n${hostile}` })
  playlist = (await ask<{ _id: string }>(ann, 'POST', '/playlist', { name: hostile }))._id
  await ask(ann, 'PATCH', `/playlist/add/${film}/${playlist}`)
  await ask(ann, 'POST', '/tweets', { content: hostile })
  await ask(ann, 'POST', `/comments/${film}`, { content: `${hostile}${'z'.repeat(400)}` })
})

const open = (): [string, string][] => [
  ['home', '/'],
  ['popular', '/?sort=popular'],
  ['search', '/search?query=script'],
  ['watch', `/watch/${film}`],
  ['embedded', `/embed/${film}`],
  ['channel', `/@${ann.username}`],
  ['its playlists', `/@${ann.username}/playlists`],
  ['its posts', `/@${ann.username}/posts`],
  ['about it', `/@${ann.username}/about`],
  ['a playlist', `/playlist/${playlist}`],
  ['posts', '/posts'],
  ['log in', '/login'],
  ['register', '/register'],
  ['nothing', '/no/such/page'],
]
const forMembers = (): [string, string][] => [
  ['upload', '/upload'],
  ['history', '/history'],
  ['liked', '/liked'],
  ['watch later', '/watch-later'],
  ['playlists', '/playlists'],
  ['subscriptions', '/subscriptions'],
  ['settings', '/settings'],
  ['studio', '/studio'],
  ['a video in the studio', `/studio/video/${film}`],
  ['comments on it', `/studio/video/${film}/comments`],
  ['analytics', '/studio/analytics'],
]

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('has pages that open by their address, run nothing that people wrote, and are fit for everybody', async () => {
    const page = await visitor({ colorScheme, mayFail: /404/ })
    for (const [name, path] of open()) await check(page, name, path)
    await logIn(page, ann)
    for (const [name, path] of forMembers()) await check(page, name, path)
  })
})

it.each([320, 768, 2560])('fits into %i pixels', async (width) => {
  const page = await visitor({ viewport: { width, height: 800 }, mayFail: /404/ })
  const tooWide = async (path: string): Promise<void> => {
    await arrive(page, path)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect([path, Math.max(0, over)]).toEqual([path, 0])
  }
  for (const [, path] of open()) await tooWide(path)
  await logIn(page, ann)
  for (const [, path] of forMembers()) await tooWide(path)
})

it('answers 404 for what is not there', async () => {
  const asBrowser = { headers: { Accept: 'text/html' } }
  expect((await fetch(`${site}/no/such/page`, asBrowser)).status).toBe(404)
  expect((await fetch(`${site}/watch/${film}`, asBrowser)).status).toBe(200)
})

it('asks once for what the page of the server has named already', async () => {
  const page = await visitor()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url().replace(site, '')))
  for (const [path, first] of [
    ['/', /^\/api\/v1\/videos\?sortBy/],
    [`/watch/${film}`, new RegExp(`^/api/v1/videos/${film}$`)],
  ] as const) {
    asked.length = 0
    await arrive(page, path)
    expect(asked.filter((one) => first.test(one))).toHaveLength(1)
    const pictures = asked.filter((one) => /\/(small|large|poster)\.jpg$/.test(one))
    expect(new Set(pictures).size).toBe(pictures.length)
  }
})

it('reads a title in its own direction, and begins it where its neighbours begin', async () => {
  await video(ann, { title: '\u05E9\u05DC\u05D5\u05DD \u05DC\u05DB\u05D5\u05DC\u05DD' })
  const page = await visitor()
  const title = page.getByRole('heading', { name: /\u05E9/ }).first()
  // A list that a visitor saw a moment ago is kept for the next one.
  await expect
    .poll(async () => {
      await arrive(page, '/')
      return title.count()
    })
    .toBe(1)
  const { direction, words, box } = await title.evaluate((heading) => {
    const range = document.createRange()
    range.selectNodeContents(heading.querySelector('a')!.firstChild!)
    return {
      direction: getComputedStyle(heading).direction,
      words: range.getBoundingClientRect().left,
      box: heading.getBoundingClientRect().left,
    }
  })
  expect(direction).toBe('rtl')
  expect(words).toBeCloseTo(box, 0)
})

it('goes back to where a list was left', async () => {
  const page = await visitor({ viewport: { width: 380, height: 260 } })
  await page.goto('/')
  await page
    .getByRole('link', { name: /script/ })
    .first()
    .waitFor()
  await page.evaluate(() => scrollTo(0, 120))
  await page.waitForFunction(() => scrollY === 120)
  await page.evaluate(() => document.querySelector<HTMLAnchorElement>('article h2 a')?.click())
  await page.waitForURL('**/watch/**')
  await page.waitForFunction(() => scrollY === 0)
  await page.goBack()
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(120)
})

it('never hides what has the focus below its bars', async () => {
  const page = await visitor({ viewport: { width: 360, height: 480 } })
  await arrive(page, '/register')
  const main = page.getByRole('main')
  await main.getByRole('button', { name: 'Choose a picture' }).focus()
  const stops = new Set<string>()
  do {
    await page.keyboard.press('Tab')
    stops.add(await page.evaluate(() => document.activeElement!.outerHTML))
    await expect.poll(() => page.evaluate(focusIsOnTop)).toBe(true)
  } while (await main.locator(':focus').evaluate((element) => !element.matches('p a')))
  expect(stops.size).toBeGreaterThan(5)
})

it('has room for the name of a channel that one follows, and for both buttons of a dialog, on a telephone', async () => {
  const bob = await person('Bob Ray of the Valley')
  const { _id } = await ask<{ _id: string }>(ann, 'GET', '/users/current-user')
  await ask(bob, 'POST', `/subscriptions/c/${_id}`)
  const page = await visitor({ viewport: { width: 320, height: 640 } })
  await logIn(page, bob)
  await page.goto('/subscriptions')
  const name = page.getByRole('main').getByRole('link', { name: /^Ann/ })
  expect((await name.locator('..').boundingBox())!.width).toBeGreaterThan(120)
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Delete the account' }).click()
  const dialog = page.getByRole('dialog')
  const outer = (await dialog.boundingBox())!
  for (const button of ['Cancel', 'Delete everything']) {
    const inner = (await dialog.getByRole('button', { name: button }).boundingBox())!
    expect(inner.x, button).toBeGreaterThanOrEqual(outer.x)
    expect(inner.x + inner.width, button).toBeLessThanOrEqual(outer.x + outer.width)
  }
})

/** In the page: of what has the focus, the middle is what a pointer would meet there. */
function focusIsOnTop(): boolean {
  const focused = document.activeElement!
  const { left, top, width, height } = focused.getBoundingClientRect()
  const there = document.elementFromPoint(left + width / 2, top + height / 2)
  return there !== null && (focused.contains(there) || there.contains(focused))
}

async function check(page: Page, name: string, path: string): Promise<void> {
  await arrive(page, path)
  expect(await page.title(), name).not.toBe('gone')
  expect(await findings(page), name).toEqual([])
}

/** Until nothing of the page is a skeleton any more. */
async function arrive(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('main [aria-label="Loading…"]'))
}
