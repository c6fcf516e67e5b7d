import { chromium, type Page } from 'playwright-core'

const comments = 2000
const entries = 1000
/** Frames in which the whole list is scrolled through. */
const steps = 300

interface Frames {
  median: number
  p95: number
  longest: number
}

/** The longest lists, made up of one real row: what matters is how the page bears them. Milliseconds a frame. */
export async function scrolling(
  url: string,
  film: string,
  playlist: string,
): Promise<Record<string, Frames>> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  })
  try {
    const page = await browser.newPage({ baseURL: url, viewport: { width: 1280, height: 800 } })
    await multiply(page, `/api/v1/comments/${film}`, comments, (data) => data.docs as Row[])
    await multiply(page, `/api/v1/playlist/${playlist}`, entries, (data) => data.videos as Row[])
    return {
      [`${comments} comments`]: await scrolled(
        page,
        `/watch/${film}`,
        'section[aria-labelledby] li',
        comments,
      ),
      [`${entries} entries of a playlist`]: await scrolled(
        page,
        `/playlist/${playlist}`,
        'main ol > li',
        entries,
      ),
    }
  } finally {
    await browser.close()
  }
}

type Row = { _id: string }

/** Answers a list as if it were so long: pages of the first row, each time under another id. */
async function multiply(
  page: Page,
  path: string,
  total: number,
  rowsOf: (data: Record<string, unknown>) => Row[],
): Promise<void> {
  await page.route(`**${path}?*`, async (route) => {
    const asked = new URL(route.request().url())
    const [from, limit] = [
      Number(asked.searchParams.get('cursor') ?? 0),
      Number(asked.searchParams.get('limit')),
    ]
    asked.searchParams.delete('cursor')
    const envelope = await (await route.fetch({ url: asked.href })).json()
    const rows = rowsOf(envelope.data)
    const [row] = rows
    const length = Math.max(0, Math.min(limit, total - from))
    const made = Array.from({ length }, (_, n) => ({
      ...row,
      _id: (from + n).toString(16).padStart(24, '0'),
    }))
    rows.splice(0, rows.length, ...(made as Row[]))
    const nextCursor = from + length < total ? String(from + length) : null
    envelope.data.nextCursor = nextCursor
    if (nextCursor) envelope.nextCursor = nextCursor
    await route.fulfill({ json: envelope })
  })
}

async function scrolled(page: Page, path: string, row: string, total: number): Promise<Frames> {
  await page.goto(path)
  await page.locator(row).first().waitFor()
  while ((await page.locator(row).count()) < total) {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await page.waitForTimeout(50)
  }
  const frames = await page.evaluate(async (count) => {
    scrollTo(0, 0)
    const frame = () => new Promise<number>(requestAnimationFrame)
    await frame()
    const step = document.documentElement.scrollHeight / count
    const times: number[] = []
    for (let n = 0, last = await frame(); n < count; n++) {
      scrollBy(0, step)
      const now = await frame()
      times.push(now - last)
      last = now
    }
    return times.sort((a, b) => a - b)
  }, steps)
  return { median: frames[steps >> 1]!, p95: frames[Math.floor(steps * 0.95)]!, longest: frames.at(-1)! }
}
