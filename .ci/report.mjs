// node .ci/report.mjs REPORT FAILURES SECOND_TRIES: prints "PASSED FAILED" of a Vitest report in JSON, and adds what failed to the
// file FAILURES, what failed and passed when it was tried again to the file SECOND_TRIES.
// A test that was skipped and a file that does not even load are failures. How many tests met which engine goes to standard error.
import { appendFileSync, readFileSync } from 'node:fs'

const [reportFile, failuresFile, secondTriesFile] = process.argv.slice(2)
const report = JSON.parse(readFileSync(reportFile, 'utf8'))

const failedTests = (file) =>
  file.assertionResults
    .filter((test) => test.status !== 'passed')
    .map((test) => [`${file.name} > ${test.fullName}: ${test.status}`, ...test.failureMessages].join('\n'))

// A file can fail without a failed test: where it does not load, and where what comes before or after its tests fails.
const failures = report.testResults.flatMap((file) => {
  const failed = failedTests(file)
  return file.status === 'failed' && failed.length === 0 ? [`${file.name}: ${file.message}`] : failed
})
if (failures.length > 0) appendFileSync(failuresFile, `${failures.join('\n\n')}\n`)

const secondTries = report.testResults.flatMap((file) =>
  file.assertionResults
    .filter((test) => test.status === 'passed' && test.failureMessages.length > 0)
    .map((test) => [`second try: ${file.name} > ${test.fullName}`, ...test.failureMessages].join('\n')),
)
if (secondTries.length > 0) appendFileSync(secondTriesFile, `${secondTries.join('\n\n')}\n`)

const engines =
  /embedded PostgreSQL|PostgreSQL at TEST_DATABASE_URL|MongoDB|Redis|S3|Cloudinary|(?:system|npm) ffmpeg/
const met = {}
for (const test of report.testResults.flatMap((file) => file.assertionResults)) {
  const engine = engines.exec(test.fullName)?.[0]
  if (engine && test.status === 'passed') met[engine] = (met[engine] ?? 0) + 1
}
for (const [engine, count] of Object.entries(met)) console.error(`passed, named after ${engine}: ${count}`)
console.log(report.numPassedTests, failures.length)
