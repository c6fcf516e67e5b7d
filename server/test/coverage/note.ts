import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where an answer was seen: by the black-box suite, or by the server's own tests. */
export type Suite = 'acceptance' | 'tests'

const folder = process.env.COVERAGE_DIR
if (folder) mkdirSync(folder, { recursive: true })

/** Keeps what was really answered, one line each, where COVERAGE_DIR names a folder for it. */
export function noteAnswer(suite: Suite, method: string, url: string, status: number, text: string): void {
  if (!folder) return
  const code = status >= 400 ? (/"code":"(\w+)"/.exec(text)?.[1] ?? '-') : '-'
  appendFileSync(join(folder, `${suite}.txt`), `${method} ${new URL(url).pathname} ${status} ${code}\n`)
}
