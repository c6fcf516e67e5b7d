import type { Page } from 'playwright-core'

/** Milliseconds between pictures, and what the page consists of. */
export interface Flung {
  median: number
  p95: number
  longest: number
  /** Pictures a second, over the whole way. */
  perSecond: number
  elements: number
}

/** As a thumb does it, in pixels a second: a long list is passed in half a minute. */
const speed = 8000
const longestWay = 240_000

/** Through the list until it ends, or as far as one flings. */
export async function fling(page: Page): Promise<Flung> {
  const session = await page.context().newCDPSession(page)
  const way = Math.min(
    longestWay,
    await page.evaluate(() => document.documentElement.scrollHeight - innerHeight),
  )
  await page.evaluate(() => scrollTo(0, 0))
  await page.waitForTimeout(500)
  await page.evaluate(watch)
  await session.send('Input.synthesizeScrollGesture', {
    ...{ x: 200, y: 400, yDistance: -way, speed, gestureSourceType: 'touch', preventFling: true },
  })
  const times = (await page.evaluate(() => (window as unknown as Watched).frames)).slice(1)
  const elements = await page.evaluate(() => document.querySelectorAll('*').length)
  await session.detach()
  const sorted = times.toSorted((a, b) => a - b)
  return {
    median: sorted[sorted.length >> 1]!,
    p95: sorted[Math.floor(sorted.length * 0.95)]!,
    longest: sorted.at(-1)!,
    perSecond: (1000 * times.length) / times.reduce((sum, ms) => sum + ms, 0),
    elements,
  }
}

interface Watched {
  frames: number[]
}

/** In the page: notes how long each picture takes. */
function watch(): void {
  const frames: number[] = []
  Object.assign(window, { frames })
  let last = performance.now()
  const note = (now: number): void => {
    frames.push(now - last)
    last = now
    requestAnimationFrame(note)
  }
  requestAnimationFrame(note)
}
