import { beforeAll, expect, it } from 'vitest'
import { ask, type Person, ready } from './support/api.ts'
import { openBrowser, site } from './support/browser.ts'
import { logIn, person, video } from './support/people.ts'
import { advances, playing } from './support/player.ts'

const visitor = openBrowser()
let ann: Person
let film: string

beforeAll(async () => {
  ann = await person()
  film = await video(ann, { title: 'A film to watch' })
  await ready(ann, film)
})

it('switches the quality that was chosen', async () => {
  const page = await visitor({ viewport: { width: 1600, height: 1000 } })
  await page.goto(`/watch/${film}`)
  await advances(page)
  for (const [name, height] of [
    ['360p', 360],
    ['720p', 720],
  ] as const) {
    await page.getByRole('button', { name: 'Quality and speed' }).click()
    await page.getByRole('menuitemradio', { name, exact: true }).click()
    await expect.poll(async () => (await playing(page)).height, { timeout: 60_000 }).toBe(height)
  }
})

it('obeys the keys that people know', async () => {
  const page = await visitor()
  await page.goto(`/watch/${film}`)
  await advances(page)
  const isPaused = () => page.locator('video').evaluate((element) => (element as HTMLVideoElement).paused)
  await page.keyboard.press('k')
  await expect.poll(isPaused).toBe(true)
  await page.keyboard.press('5')
  await expect.poll(async () => Math.round((await playing(page)).currentTime)).toBe(10)
  await page.keyboard.press('l')
  await expect.poll(async () => Math.round((await playing(page)).currentTime)).toBe(20)
  await page.keyboard.press('m')
  const isMuted = () => page.locator('video').evaluate((element) => (element as HTMLVideoElement).muted)
  await expect.poll(isMuted).toBe(true)
})

it('leaves the page its arrows until somebody goes to the player', async () => {
  const page = await visitor({ viewport: { width: 800, height: 600 } })
  await page.goto(`/watch/${film}`)
  await advances(page)
  await page.locator('video').evaluate((element) => Object.assign(element, { volume: 0.5 }))
  const volume = () => page.locator('video').evaluate((element) => (element as HTMLVideoElement).volume)
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
  expect(await volume()).toBe(0.5)
  await page.getByRole('button', { name: 'Theatre mode' }).focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(volume).toBeCloseTo(0.55)
})

it('plays the file where the stream cannot be had', async () => {
  const page = await visitor({ mayFail: /404|ERR_FAILED|master\.m3u8/ })
  await page.route('**/*.m3u8*', (route) => route.abort())
  await page.goto(`/watch/${film}`)
  const { source } = await advances(page)
  expect(source).toMatch(/\.mp4/)
})

it('resumes where one left off, and starts at the moment of a link', async () => {
  const page = await visitor()
  await logIn(page, ann)
  await ask(ann, 'PUT', `/videos/${film}/progress`, { position: 15 })
  await page.goto(`/watch/${film}`)
  await expect.poll(async () => (await playing(page)).currentTime).toBeGreaterThanOrEqual(15)
  await page.goto(`/watch/${film}?t=3`)
  const { currentTime } = await advances(page)
  expect(currentTime).toBeGreaterThanOrEqual(3)
  expect(currentTime).toBeLessThan(15)
})

it('likes at once, and takes it back when the server refuses', async () => {
  const page = await visitor({ mayFail: /503/ })
  await logIn(page, ann)
  await page.goto(`/watch/${film}`)
  const like = page.getByRole('button', { name: /^Like, / })
  await like.click()
  await page.getByRole('button', { name: 'Like, 1 like', pressed: true }).waitFor()
  await expect.poll(async () => (await ask(ann, 'GET', `/videos/${film}`)).isLiked).toBe(true)
  await page.route('**/likes/toggle/**', (route) =>
    route.fulfill({
      status: 503,
      json: { success: false, code: 'overloaded', message: 'Too busy just now.' },
    }),
  )
  await like.click()
  await page.getByText('Too busy just now.').waitFor()
  await page.getByRole('button', { name: 'Like, 1 like', pressed: true }).waitFor()
})

it('shows what happens in a video to whoever points at it', async () => {
  const page = await visitor()
  await page.goto('/')
  const card = page.getByRole('article').filter({ hasText: 'A film to watch' })
  await card.hover()
  const preview = card.locator('canvas[data-on]')
  await preview.waitFor()
  const picture = () => preview.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
  const first = await picture()
  await expect.poll(picture).not.toBe(first)
  await page.mouse.move(0, 0)
  await preview.waitFor({ state: 'detached' })
})

it.each([
  ['by the clipboard', ['clipboard-read', 'clipboard-write']],
  ['where the page may not use the clipboard', []],
] as [string, string[]][])('copies a link to a video and to its moment, %s', async (_, permissions) => {
  const page = await visitor({ permissions })
  await page.goto(`/watch/${film}`)
  await advances(page)
  await page.locator('video').evaluate((element) => {
    const player = element as HTMLVideoElement
    player.pause()
    player.currentTime = 7.5
  })
  const share = page.getByRole('button', { name: 'Share' })
  const search = page.getByRole('searchbox')
  for (const [item, link] of [
    ['Copy the link', `${site}/watch/${film}`],
    ['Copy the link to this moment', `${site}/watch/${film}?t=7`],
  ] as const) {
    await share.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: item, exact: true }).press('Enter')
    await page.getByText('The link was copied.').first().waitFor()
    await expect.poll(() => share.evaluate((button) => button === document.activeElement)).toBe(true)
    await search.fill('')
    await search.press('ControlOrMeta+V')
    await expect.poll(() => search.inputValue()).toBe(link)
  }
})

it('has the whole menu of the player on a low screen', async () => {
  const page = await visitor({ viewport: { width: 320, height: 500 } })
  await page.goto(`/watch/${film}`)
  await advances(page)
  await page.getByRole('button', { name: 'Quality and speed' }).press('Enter')
  const { y, height } = (await page.getByRole('menu').boundingBox())!
  expect(y).toBeGreaterThanOrEqual(0)
  expect(y + height).toBeLessThanOrEqual(500)
})

it('reaches what is up next below many comments on a telephone, and more of them by a button', async () => {
  const talk = await video(ann, { title: 'A talk with many comments' })
  for (let number = 1; number <= 25; number++)
    await ask(ann, 'POST', `/comments/${talk}`, { content: `Comment ${number}` })
  const page = await visitor({ viewport: { width: 390, height: 844 } })
  await page.goto(`/watch/${talk}`)
  const comments = page.locator('section[aria-labelledby="comments-title"] li')
  const more = page.getByRole('button', { name: 'Show more', exact: true })
  await more.waitFor()
  const first = await comments.count()
  expect(first).toBeLessThan(25)
  await page.getByRole('region', { name: 'Up next' }).getByRole('link').last().scrollIntoViewIfNeeded()
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  expect(await comments.count()).toBe(first)
  await more.press('Enter')
  await expect.poll(() => comments.count()).toBeGreaterThan(first)
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect.poll(() => comments.count()).toBe(25)
})
