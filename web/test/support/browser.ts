import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'
import { trust } from './larger-site.ts'

const executablePath = process.env.CHROMIUM_PATH || '/usr/bin/chromium'

export const site = inject('url')
const certificate = inject('certificate')
if (certificate) trust(certificate)

/** One browser for a file; each test has a visitor of its own, who has seen nothing yet. */
export function openBrowser() {
  let browser: Awaited<ReturnType<typeof chromium.launch>>
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: [
        // Root, as CI is, has no sandbox.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--autoplay-policy=no-user-gesture-required',
        '--disable-dev-shm-usage',
      ],
    })
  })
  afterAll(() => browser.close())

  /** A page whose every error fails the test, but for answers that the test expects. */
  return async function visitor(options: BrowserContextOptions & { mayFail?: RegExp } = {}): Promise<Page> {
    const { mayFail, ...rest } = options
    const context = await browser.newContext({ baseURL: site, ignoreHTTPSErrors: true, ...rest })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => {
      const said = `${message.text()} ${message.location().url}`
      if (message.type() === 'error' && !mayFail?.test(said)) problems.push(said)
    })
    onTestFinished(async () => {
      await context.close()
      expect(problems).toEqual([])
    })
    return page
  }
}
