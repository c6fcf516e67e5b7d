import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { catalogue } from './errors.ts'
import { statusOf } from './http/answer/statuses.ts'

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+) \| (.+) \|$/gm)].map(
  ([, code, status, meaning, advice]) => ({ code, status: Number(status), meaning, advice }),
)

it('explains every code in docs/errors.md exactly once, with the status it is answered with', () => {
  const documented = rows.map(({ code, status }) => `${code} ${status}`)
  const answered = Object.entries(statusOf).map(([code, status]) => `${code} ${status}`)
  expect(documented.toSorted()).toEqual(answered.toSorted())
})

it('says of each what it means and what to do', () => {
  expect(rows.filter(({ meaning, advice }) => !meaning?.endsWith('.') || !advice?.endsWith('.'))).toEqual([])
})

it('gives every code a sentence and a lower-case name', () => {
  for (const [code, sentence] of Object.entries(catalogue)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(sentence).toMatch(/^[A-Z].*\.$/)
  }
})
