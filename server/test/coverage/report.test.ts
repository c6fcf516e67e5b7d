import { expect, it } from 'vitest'
import { complaints, coverageReport, operationsOf, seenIn } from './report.ts'

const answers = (...codes: string[]) => ({
  200: {},
  400: {
    content: {
      'application/json': { examples: Object.fromEntries(codes.map((code) => [code, { value: { code } }])) },
    },
  },
})

const operations = operationsOf({
  paths: {
    '/films/{filmId}': { get: { operationId: 'getFilm', responses: answers('invalid_id', 'gone') } },
    '/films/best': { get: { operationId: 'getBest', responses: answers() } },
    '/movies/{filmId}': { get: { operationId: 'getFilm.alias1', responses: answers('invalid_id') } },
  },
})
const report = (acceptance: string[], tests: string[]): string =>
  coverageReport(
    operations,
    seenIn(operations, { acceptance: acceptance.join('\n'), tests: tests.join('\n') }),
  )

const all = [
  'GET /api/v1/films/5 200 -',
  'GET /api/v1/movies/5/ 200 -',
  'GET /api/v1/films/best 200 -',
  'GET /api/v1/films/x 400 invalid_id',
]

it('shows where each address and each error was answered', () => {
  const rows = report(all, ['GET /api/v1/movies/5 400 gone']).split('\n')
  expect(rows).toContain(
    '| `getFilm` | `GET /api/v1/films/{filmId}` A<br>`GET /api/v1/movies/{filmId}` A | `gone` T, `invalid_id` A |',
  )
  expect(rows).toContain('| `getBest` | `GET /api/v1/films/best` A |  |')
})

it('complains of what was answered nowhere', () => {
  const now = report(all.slice(1), [])
  expect(complaints(now, now)).toEqual([
    'getFilm: GET /api/v1/films/{filmId} was answered nowhere',
    'getFilm: gone was answered nowhere',
  ])
})

it('complains of a report that says more or less than is so, and not where it is better than it says', () => {
  const full = report(all, ['GET /api/v1/films/5 400 gone'])
  expect(complaints(full, full)).toEqual([])
  expect(complaints(full, report([...all, 'GET /api/v1/films/5 400 gone'], []))).toEqual([])
  expect(
    complaints(
      full,
      report(all.slice(0, 3), ['GET /api/v1/films/x 400 invalid_id', 'GET /api/v1/films/x 400 gone']),
    ),
  ).toEqual(['getFilm: invalid_id was not answered in the acceptance suite'])
  expect(complaints(full.replace('`gone` T, ', '`lost` T, '), full)).toEqual([
    'getFilm: gone is not in the report',
    'getFilm: lost is in the report, and no more in the API',
  ])
})
