import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'

const usage = `npm run acceptance -- http://localhost:5000 [--data-dir ./data] [--media-dir DIR] [name of a file …]
npm run acceptance -- --heavy [name of a file …]

The first form tries a server that runs. Start it with RATE_LIMITS=off, and best on a DATA_DIR of its own: the suite
leaves its users and videos behind. With --data-dir (the server's DATA_DIR, on this machine) it also looks whether files
are really gone; with --media-dir also in the folder in which an S3 store of this machine keeps its bucket. --heavy
starts servers of its own, kills them and measures them. --retry 1 tries what failed once more, and says so.

The last line holds the counts; the exit code is 0 only when nothing failed and nothing was skipped.`

const folder = fileURLToPath(new URL('.', import.meta.url))

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        'data-dir': { type: 'string' },
        'media-dir': { type: 'string' },
        heavy: { type: 'boolean', default: false },
        retry: { type: 'string', default: '0' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ')
    console.error(`${sentence}.\n\n${usage}`)
    process.exit(2)
  }
}

async function main(): Promise<void> {
  const { values, positionals } = options()
  if (values.help) return console.log(usage)
  const [url, ...rest] = values.heavy ? [null, ...positionals] : positionals
  if (!values.heavy) process.env.ACCEPTANCE_URL = await reachable(url ?? process.env.ACCEPTANCE_URL)
  if (!values.heavy) await keepDocument()
  if (values['data-dir']) process.env.ACCEPTANCE_DATA_DIR = values['data-dir']
  if (values['media-dir']) process.env.ACCEPTANCE_MEDIA_DIR = values['media-dir']

  const include = [values.heavy ? 'heavy/*.test.ts' : '*.test.ts']
  const vitest = await startVitest(
    rest.filter((name) => name !== null),
    {
      ...{ root: folder, config: `${folder}vitest.config.ts`, include, watch: false },
      reporters: ['verbose'],
      retry: Number(values.retry),
    },
  )
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()])
  for (const test of tests.filter((each) => each.diagnostic()?.flaky)) {
    const [error] = test.result().errors ?? []
    console.log(`second try: ${test.fullName}\n${error?.stack ?? error?.message ?? ''}`)
  }
  const count = (state: string) => tests.filter((test) => test.result().state === state).length
  const errors = vitest.state.getUnhandledErrors().length
  const brokenFiles = vitest.state.getTestModules().filter((module) => module.errors().length > 0).length
  await vitest.close()

  const [passed, failed, skipped] = [
    count('passed'),
    count('failed') + errors + brokenFiles,
    count('skipped'),
  ]
  console.log(`acceptance: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exit(passed > 0 && failed === 0 && skipped === 0 ? 0 : 1)
}

async function reachable(url: string | undefined): Promise<string> {
  if (!url) fail('Name the server to try: npm run acceptance -- http://localhost:5000')
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    fail(`"${url}" is not the address of a server: it begins with http://, as http://localhost:5000 does.`)
  }
  const base = url.replace(/\/+$/, '')
  const ask = (path: string, method: string) =>
    fetch(`${base}/api/v1${path}`, { method, signal: AbortSignal.timeout(30_000) })
  try {
    await ask('/healthcheck', 'GET')
    const refused = await ask('/users/refresh-token', 'POST')
    if (!refused.headers.has('ratelimit')) return base
  } catch {
    fail(`No server answers at ${base}. Start one with: RATE_LIMITS=off npm start`)
  }
  fail(`The server at ${base} limits how often one may register. Start it with: RATE_LIMITS=off npm start`)
}

/** What the answers are compared with: test/coverage. */
async function keepDocument(): Promise<void> {
  const { COVERAGE_DIR, ACCEPTANCE_URL } = process.env
  if (!COVERAGE_DIR) return
  const document = await fetch(`${ACCEPTANCE_URL}/api/v1/openapi.json`)
  await mkdir(COVERAGE_DIR, { recursive: true })
  await writeFile(join(COVERAGE_DIR, 'openapi.json'), await document.text())
}

function fail(sentence: string): never {
  console.error(sentence)
  console.log('acceptance: 0 passed, 1 failed, 0 skipped')
  process.exit(1)
}

await main()
