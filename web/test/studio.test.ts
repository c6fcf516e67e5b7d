import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { ask, type Person } from './support/api.ts'
import { openBrowser } from './support/browser.ts'
import { logIn, person, video } from './support/people.ts'

const visitor = openBrowser()

interface Own {
  _id: string
  title: string
  privacy: string
  isPublished: boolean
}
const ownVideos = (who: Person) => ask<Own[]>(who, 'GET', '/dashboard/videos')

it('changes several videos at once', async () => {
  const ann = await person()
  for (const title of ['One', 'Two', 'Three']) await video(ann, { title })
  const page = await visitor()
  await logIn(page, ann)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto('/studio')
  const bar = page.getByRole('toolbar')
  await page.getByLabel('Select: One').check()
  await page.getByLabel('Select: Two').check()
  await bar.getByText('2 selected').waitFor()
  await bar.getByRole('button', { name: 'Who can see it' }).click()
  await page.getByRole('menuitem', { name: 'Unlisted' }).click()
  await page.getByText('Done for 2 videos.').waitFor()
  const privacies = Object.fromEntries((await ownVideos(ann)).map(({ title, privacy }) => [title, privacy]))
  expect(privacies).toEqual({ One: 'unlisted', Two: 'unlisted', Three: 'public' })

  await page.getByLabel('Select all').check()
  await bar.getByRole('button', { name: 'Add to a playlist' }).click()
  await page.getByRole('button', { name: 'New playlist' }).click()
  await page.getByLabel('Name').fill('All of mine')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Done for 3 videos.').waitFor()
  await page.getByLabel('Select: One').check()
  await bar.getByRole('button', { name: 'Delete' }).click()
  await expect.poll(async () => (await ownVideos(ann)).map(({ title }) => title)).toEqual(['Three', 'Two'])
  await page.goto('/playlists')
  await page.getByRole('link', { name: 'All of mine' }).click()
  await page.getByRole('link', { name: 'Three', exact: true }).waitFor()
})

it('lets the owner of a video pin, heart and delete what is said of it', async () => {
  const ann = await person()
  const bob = await person('Bob Ray')
  const film = await video(ann, { title: 'Much discussed' })
  await ask(bob, 'POST', `/comments/${film}`, { content: 'The older one' })
  await ask(bob, 'POST', `/comments/${film}`, { content: 'The newer one' })
  const page = await visitor()
  await logIn(page, ann)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto('/studio')
  await page.getByRole('link', { name: '2 comments on Much discussed' }).click()
  const comment = (content: string) => page.getByRole('article').filter({ hasText: content })
  const act = async (content: string, what: string): Promise<void> => {
    await comment(content).getByRole('button', { name: 'Actions for this comment' }).click()
    await page.getByRole('menuitem', { name: what }).click()
  }
  await act('The older one', 'Pin')
  await comment('The older one').getByText('Pinned').waitFor()
  await act('The older one', 'Give a heart')
  await comment('The older one').getByTitle('The owner of the video likes this').waitFor()
  await act('The newer one', 'Delete')
  await comment('The newer one').waitFor({ state: 'detached' })
  const { docs } = await ask<{ docs: unknown[] }>(bob, 'GET', `/comments/${film}`)
  expect(docs).toMatchObject([{ content: 'The older one', isPinned: true, isHearted: true }])
})

it('cuts a picture to the part that was chosen', async () => {
  const ann = await person()
  const page = await visitor()
  await logIn(page, ann)
  await page.goto('/settings')
  await page.getByRole('heading', { name: 'Pictures' }).waitFor()
  const input = page.locator('input[type=file]').first()
  await input.setInputFiles({ name: 'two.png', mimeType: 'image/png', buffer: await redAndBlue(page) })
  await page.getByLabel('Left or right').fill('1')
  await page.getByRole('button', { name: 'Use this part' }).click()
  await page.getByText('Saved.').waitFor()
  const { avatar } = await ask<{ avatar: string }>(ann, 'GET', '/users/current-user')
  const { size, red, blue } = await middleOf(page, avatar)
  expect(size[0]).toBe(size[1])
  expect(red).toBeLessThan(60)
  expect(blue).toBeGreaterThan(200)
})

it('takes the files that are dropped into its field, and leaves the page alone for those beside it', async () => {
  const ann = await person()
  const page = await visitor()
  await logIn(page, ann)
  await page.goto('/upload')
  const field = page.getByText(/^Drop video files here/).locator('..')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await drop(page, page.getByRole('banner'), [inject('film')])
  expect(await page.getByLabel('Title').count()).toBe(0)

  await drop(page, field, [inject('film')])
  await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('film')
  await page.getByText('Not published yet: nobody else sees it.').waitFor({ timeout: 60_000 })
  expect(await ownVideos(ann)).toMatchObject([{ title: 'film', isPublished: false }])

  const folder = await mkdtemp(join(tmpdir(), 'reelbase-drop-'))
  try {
    const notes = join(folder, 'notes.txt')
    await writeFile(notes, 'no film at all')
    await drop(page, field, [notes])
    await page.getByText('notes.txt is not a video.').waitFor()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  expect(await page.getByLabel('Title').count()).toBe(1)
  expect(new URL(page.url()).pathname).toBe('/upload')
})

/** As from a window with files: the browser does all that it does then. */
async function drop(page: Page, target: Locator, files: string[]): Promise<void> {
  await target.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await target.boundingBox())!
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', {
      ...{ type, x: x + width / 2, y: y + height / 2 },
      data: { items: [], files, dragOperationsMask: 1 },
    })
  }
  await session.detach()
}

/** Twice as wide as high, the left half red, the right one blue. */
async function redAndBlue(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 400
    canvas.height = 200
    const context = canvas.getContext('2d')!
    context.fillStyle = '#f00'
    context.fillRect(0, 0, 200, 200)
    context.fillStyle = '#00f'
    context.fillRect(200, 0, 200, 200)
    return canvas.toDataURL('image/png')
  })
  return Buffer.from(url.split(',')[1]!, 'base64')
}

const middleOf = (page: Page, url: string) =>
  page.evaluate(async (address) => {
    const picture = await createImageBitmap(await (await fetch(address)).blob())
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!
    context.drawImage(picture, 0, 0)
    const [red, , blue] = context.getImageData(picture.width / 4, picture.height / 2, 1, 1).data
    return { size: [picture.width, picture.height], red: red!, blue: blue! }
  }, url)
