import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startServer } from '../../../server/test/acceptance/support/own-server.ts'
import { furnish } from './site.ts'

/**
 * `npm run lighthouse -- --runs 8`: what Lighthouse says of home and of a video, on a throttled telephone, in Debian's
 * Chromium. Medians are printed beside what is wanted; the exit code is 1 where accessibility or best practices, which
 * do not depend on the machine, miss it.
 */
const wanted = {
  home: { performance: 95, accessibility: 100, 'best-practices': 100 },
  watch: { performance: 90, accessibility: 100, 'best-practices': 100 },
} as const
type Category = keyof (typeof wanted)['home']
const categories: Category[] = ['performance', 'accessibility', 'best-practices']
const timings = {
  'first-contentful-paint': 'FCP',
  'largest-contentful-paint': 'LCP',
  'total-blocking-time': 'TBT',
  'speed-index': 'Speed Index',
} as const

const runs = Number(process.argv[process.argv.indexOf('--runs') + 1]) || 3

interface Result {
  runtimeError?: { code: string }
  categories: Record<
    string,
    { score: number | null; auditRefs: { id: string; weight: number; group?: string }[] }
  >
  audits: Record<string, Audit>
}

interface Audit {
  id: string
  title: string
  score: number | null
  displayValue?: string
  numericValue?: number
  details?: { items?: { node?: { selector?: string } }[] }
}

/** One look at a page by somebody who was never there. Lighthouse is fetched by npm when it is wanted: it brings a hundred packages. */
async function look(url: string): Promise<Result> {
  const file = join(folder, 'result.json')
  const flags = [
    '--headless',
    '--disable-dev-shm-usage',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  const asked = [url, '--quiet', '--output=json', `--output-path=${file}`]
  const how = [
    `--only-categories=${categories}`,
    `--chrome-flags=${flags.join(' ')}`,
    '--no-enable-error-reporting',
  ]
  await promisify(execFile)(
    'npm',
    ['exec', '--yes', '--package=lighthouse@13.5.0', '--', 'lighthouse', ...asked, ...how],
    {
      timeout: 120_000,
      env: { ...process.env, CHROME_PATH: process.env.CHROMIUM_PATH || '/usr/bin/chromium' },
    },
  )
  return JSON.parse(await readFile(file, 'utf8'))
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const scoreOf = (result: Result, category: Category): number =>
  Math.round((result.categories[category]?.score ?? 0) * 100)

function report(name: keyof typeof wanted, results: Result[]): void {
  const scores = categories.map((category) => {
    const score = median(results.map((result) => scoreOf(result, category)))
    const isMet = score >= wanted[name][category]
    if (!isMet && category !== 'performance') process.exitCode = 1
    return `${category} ${score}${isMet ? '' : ` (wanted: ${wanted[name][category]})`}`
  })
  const times = Object.entries(timings).map(
    ([id, label]) =>
      `${label} ${Math.round(median(results.map(({ audits }) => audits[id]?.numericValue ?? 0)))} ms`,
  )
  const shift = median(results.map(({ audits }) => audits['cumulative-layout-shift']?.numericValue ?? 0))
  console.log(`${name}: ${scores.join(', ')}; ${times.join(', ')}, CLS ${shift.toFixed(3)}`)
  for (const line of findings(results.at(-1)!)) console.log(`  ${line}`)
}

/** What is not perfect, the last time. */
function findings({ audits, categories: found }: Result): string[] {
  const weighed = new Set(
    Object.values(found).flatMap(({ auditRefs }) =>
      auditRefs.filter(({ weight, group }) => weight > 0 || group === 'insights').map(({ id }) => id),
    ),
  )
  return Object.values(audits)
    .filter(({ id, score }) => weighed.has(id) && score !== null && score < 1)
    .map(({ id, title, displayValue = '', details }) => {
      const where = (details?.items ?? []).flatMap(({ node }) => node?.selector ?? [])
      return `${id}: ${title} ${displayValue} ${[...new Set(where)].slice(0, 5).join(' | ')}`
    })
}

const folder = await mkdtemp(join(tmpdir(), 'reelbase-lighthouse-'))
const server = await startServer(join(folder, 'data'))
try {
  const { film } = await furnish(server.url, folder, { cards: 12, comments: 20 })
  console.log(`Medians of ${runs} runs, on a throttled telephone`)
  for (const [name, path] of [
    ['home', '/'],
    ['watch', `/watch/${film}`],
  ] as const) {
    const results: Result[] = []
    for (let tries = 0; results.length < runs && tries < runs * 5; tries++) {
      const result = await look(server.url + path).catch(() => null)
      // On a busy machine the browser loses its trace now and then: Lighthouse says so, and measures nothing.
      if (result && !result.runtimeError) results.push(result)
    }
    if (results.length > 0) report(name, results)
    else console.log(`${name}: Lighthouse could not measure it`)
    if (results.length < runs) process.exitCode = 1
  }
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
