import { beforeAll, expect, it } from 'vitest'
import { ask, type Person } from './support/api.ts'
import { openBrowser } from './support/browser.ts'
import { logIn, person, video } from './support/people.ts'

const visitor = openBrowser()
let ann: Person
let playlist: string

beforeAll(async () => {
  ann = await person()
  playlist = (await ask<{ _id: string }>(ann, 'POST', '/playlist', { name: 'Sorted' }))._id
  for (const title of ['First', 'Second', 'Third']) {
    await ask(ann, 'PATCH', `/playlist/add/${await video(ann, { title })}/${playlist}`)
  }
})

const kept = async (): Promise<string[]> => {
  const { videos } = await ask<{ videos: { title: string }[] }>(ann, 'GET', `/playlist/${playlist}`)
  return videos.map(({ title }) => title)
}

it('has the menu of each row of a playlist on a telephone', async () => {
  const page = await visitor({ viewport: { width: 320, height: 640 } })
  await logIn(page, ann)
  await page.goto(`/playlist/${playlist}`)
  const row = page
    .getByRole('main')
    .locator('ol > li', { has: page.getByRole('heading', { name: 'Second' }) })
  const menu = row.getByRole('button', { name: 'Actions for Second' })
  await menu.waitFor()
  const [outer, inner] = [await row.boundingBox(), await menu.boundingBox()]
  expect(inner!.x + inner!.width).toBeLessThanOrEqual(outer!.x + outer!.width)
  await menu.click()
  await page.getByRole('menuitem', { name: 'Move to the top' }).waitFor()
})

it('puts a playlist into order by dragging, by keys and by a menu', async () => {
  const page = await visitor()
  await logIn(page, ann)
  await page.goto(`/playlist/${playlist}`)
  const shown = () => page.getByRole('main').getByRole('listitem').getByRole('heading').allTextContents()
  const handle = (title: string) =>
    page.getByRole('button', { name: `Move with the arrow keys or by dragging: ${title}` })
  await handle('Third').focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(shown).toEqual(['First', 'Third', 'Second'])
  await page.keyboard.press('ArrowUp')
  await expect.poll(shown).toEqual(['Third', 'First', 'Second'])
  await page.getByText('Third: now number 1').waitFor({ state: 'attached' })
  await page.keyboard.press('End')
  await expect.poll(kept).toEqual(['First', 'Second', 'Third'])

  const [from, to] = [await handle('First').boundingBox(), await handle('Third').boundingBox()]
  await page.mouse.move(from!.x + 5, from!.y + 5)
  await page.mouse.down()
  await page.mouse.move(to!.x + 5, to!.y - 20, { steps: 5 })
  await page.mouse.move(to!.x + 5, to!.y + to!.height + 20, { steps: 5 })
  await page.mouse.up()
  await expect.poll(shown).toEqual(['Second', 'Third', 'First'])
  await expect.poll(kept).toEqual(['Second', 'Third', 'First'])

  await page.getByRole('button', { name: 'Actions for First' }).click()
  await page.getByRole('menuitem', { name: 'Move to the top' }).click()
  await expect.poll(kept).toEqual(['First', 'Second', 'Third'])
  await page.getByRole('button', { name: 'Actions for Second' }).click()
  await page.getByRole('menuitem', { name: 'Take out' }).click()
  await expect.poll(kept).toEqual(['First', 'Third'])
  await expect.poll(shown).toEqual(['First', 'Third'])
})
