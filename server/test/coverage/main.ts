import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ApiDocument, complaints, coverageReport, operationsOf, seenIn } from './report.ts'

/**
 * Compares docs/coverage.md with what the suites have seen, or writes it:
 *
 *     COVERAGE_DIR=/some/folder npm test
 *     COVERAGE_DIR=/some/folder npm run acceptance -- http://localhost:5000
 *     npm run coverage -- /some/folder [--write]
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } })
const [folder] = positionals
if (!folder) throw new Error('Name the folder that COVERAGE_DIR named: npm run coverage -- FOLDER')

const page = join(import.meta.dirname, '../../../docs/coverage.md')
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
const operations = operationsOf(JSON.parse(await read('openapi.json')) as ApiDocument)
const notes = { acceptance: await read('acceptance.txt'), tests: await read('tests.txt') }
const report = coverageReport(operations, seenIn(operations, notes))

if (values.write) await writeFile(page, report)
const found = complaints(values.write ? report : await readFile(page, 'utf8'), report)
for (const complaint of found) console.error(complaint)
if (found.length > 0) {
  console.error('docs/coverage.md is written anew by: npm run coverage -- FOLDER --write')
  process.exitCode = 1
}
console.log(`coverage: ${operations.length} operations, ${found.length} cells wrong`)
