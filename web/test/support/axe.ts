import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Found {
  id: string
  nodes: { target: unknown; failureSummary?: string }[]
}

/** What axe-core finds on a page, a line each; it is put in past the content policy, as a tool of the browser is. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(await source)
  const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Found[]
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  )
}
