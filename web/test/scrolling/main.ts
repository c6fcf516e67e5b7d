import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startServer } from '../../../server/test/acceptance/support/own-server.ts'
import { furnish } from '../lighthouse/site.ts'
import { fling } from './fling.ts'
import { fill } from './rows.ts'

/**
 * `npm run scrolling`: how the longest lists bear being flung through, on a desktop and on a telephone's screen. First an empty
 * page as long as they are: what this machine can do at all.
 */
const comments = 2000
const entries = 1000
const screens = {
  desktop: { width: 1280, height: 800 },
  telephone: { width: 390, height: 844 },
}

async function main(): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'reelbase-scrolling-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const dataDir = join(folder, 'data')
  const server = opened.adopt(await startServer(dataDir), async (running) => {
    await running.stop()
  })
  const { film, playlist } = await furnish(server.url, folder, { cards: 1, comments: 0 })
  await fill(dataDir, { film, comments, playlist, entries })
  const browser = opened.adopt(await launch(), (running) => running.close())
  for (const [screen, viewport] of Object.entries(screens)) {
    const page = await browser.newPage({ baseURL: server.url, viewport, hasTouch: true })
    await page.setContent(
      '<title>Nothing</title><div style="height: 200000px; background: linear-gradient(#000, #fff)">',
    )
    await report(page, `nothing, ${screen}`)
    await wholeList(page, `/watch/${film}`, 'section[aria-labelledby] li', comments)
    await report(page, `${comments} comments, ${screen}`)
    await wholeList(page, `/playlist/${playlist}`, 'main ol > li', entries)
    await report(page, `${entries} entries of a playlist, ${screen}`)
    await page.close()
  }
}

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  })

/** Opens a list and reads on until all of it is there. */
async function wholeList(page: Page, path: string, row: string, total: number): Promise<void> {
  await page.goto(path)
  await page.locator(row).first().waitFor()
  while ((await page.locator(row).count()) < total) {
    await page
      .locator(row)
      .last()
      .evaluate((last) => last.scrollIntoView({ block: 'end' }))
    await page.waitForTimeout(50)
    // Comments on a telephone, and a list after an answer that did not come in time, wait until somebody asks.
    const more = page.getByRole('button', { name: 'Show more', exact: true })
    if (await more.isVisible()) await more.click()
  }
}

async function report(page: Page, name: string): Promise<void> {
  const { median, p95, longest, perSecond, elements } = await fling(page)
  const times = [median, p95, longest].map((ms) => ms.toFixed(1))
  console.log(
    `${name}: ${perSecond.toFixed(0)} pictures a second; median ${times[0]} ms, p95 ${times[1]}, longest ${times[2]}; ${elements} elements`,
  )
}

await main()
