import type { Suite } from './note.ts'

/** Of the API's own document, what a report needs. */
export interface ApiDocument {
  paths: Record<string, { servers?: unknown } & Record<string, Described>>
}

interface Described {
  operationId: string
  responses: Record<string, { content?: Record<string, Example> }>
}

interface Example {
  examples?: Record<string, { value: { code?: string } }>
  example?: { code?: string }
}

interface Operation {
  id: string
  /** Each address: `GET /api/v1/videos/{videoId}`. */
  routes: string[]
  codes: Set<string>
}

interface Seen {
  /** By address. */
  successes: Map<string, Suite>
  /** By operation and code. */
  errors: Map<string, Suite>
}

export function operationsOf({ paths }: ApiDocument): Operation[] {
  const operations = new Map<string, Operation>()
  for (const [path, { servers, ...methods }] of Object.entries(paths)) {
    for (const [method, { operationId, responses }] of Object.entries(methods as Record<string, Described>)) {
      const id = operationId.replace(/\.alias\d+$/, '')
      const operation = operations.get(id) ?? { id, routes: [], codes: new Set() }
      operation.routes.push(`${method.toUpperCase()} ${servers ? '' : '/api/v1'}${path}`)
      for (const code of codesOf(responses)) operation.codes.add(code)
      operations.set(id, operation)
    }
  }
  return [...operations.values()]
}

function codesOf(responses: Described['responses']): string[] {
  return Object.values(responses).flatMap(({ content }) => {
    const { examples, example } = content?.['application/json'] ?? {}
    const values = examples ? Object.values(examples).map(({ value }) => value) : [example]
    return values.flatMap((value) => (value?.code ? [value.code] : []))
  })
}

/** Which operation answers at an address: of several that fit, the one with the fewest parameters. */
function finder(operations: Operation[]) {
  const places = operations
    .flatMap((operation) => operation.routes.map((route) => ({ operation, route })))
    .map(({ operation, route }) => ({
      operation,
      route,
      // Keys of files have slashes in them.
      fits: new RegExp(`^${route.replace(/\{key\}/g, '.+').replace(/\{\w+\}/g, '[^/]*')}/?$`),
      parameters: route.split('{').length,
    }))
    .toSorted((a, b) => a.parameters - b.parameters)
  return (asked: string) => places.find(({ fits }) => fits.test(asked))
}

export function seenIn(operations: Operation[], notes: Record<Suite, string>): Seen {
  const find = finder(operations)
  const [successes, errors] = [new Map<string, Suite>(), new Map<string, Suite>()]
  // What the acceptance suite has seen counts for more.
  for (const suite of ['tests', 'acceptance'] as const) {
    for (const line of new Set(notes[suite].split('\n'))) {
      const [method, path, status, code] = line.split(' ')
      const place = find(`${method} ${path}`)
      if (!place) continue
      if (Number(status) < 300) successes.set(place.route, suite)
      if (Number(status) >= 400) errors.set(`${place.operation.id} ${code}`, suite)
    }
  }
  return { successes, errors }
}

const marks: Record<Suite, string> = { acceptance: 'A', tests: 'T' }
const empty = '–'
const head = `# Coverage of the API

<!-- Made by \`npm run coverage\` from what was really answered, and compared by .ci/run. -->

Every operation, each of its addresses with an answer of success, and every error that its documentation names, with where it
was answered: **A** by the black-box acceptance suite, **T** by the server's own tests, ${empty} nowhere.

| operation | answered at | errors |
| --- | --- | --- |`

export function coverageReport(operations: Operation[], { successes, errors }: Seen): string {
  const mark = (suite: Suite | undefined): string => (suite ? marks[suite] : empty)
  const rows = operations.map(({ id, routes, codes }) => {
    const answered = routes.toSorted().map((route) => `\`${route}\` ${mark(successes.get(route))}`)
    const refused = [...codes].toSorted().map((code) => `\`${code}\` ${mark(errors.get(`${id} ${code}`))}`)
    return `| \`${id}\` | ${answered.join('<br>')} | ${refused.join(', ')} |`
  })
  return `${[head, ...rows].join('\n')}\n`
}

const cell = /`([^`]+)` ([AT–])/g
const cellsOf = (report: string): Map<string, string> =>
  new Map(
    report.split('\n').flatMap((row) => {
      const [, id] = /^\| `(\w+)` \|/.exec(row) ?? []
      return id ? [...row.matchAll(cell)].map(([, name, mark]) => [`${id}: ${name}`, mark!] as const) : []
    }),
  )

/** What is wrong with the report that is kept, measured by what was seen now; and every cell that is empty. */
export function complaints(kept: string, now: string): string[] {
  const [before, after] = [cellsOf(kept), cellsOf(now)]
  const found: string[] = []
  for (const [name, mark] of after) {
    if (mark === empty) found.push(`${name} was answered nowhere`)
    else if (!before.has(name)) found.push(`${name} is not in the report`)
    else if (before.get(name) === 'A' && mark !== 'A')
      found.push(`${name} was not answered in the acceptance suite`)
  }
  for (const name of before.keys())
    if (!after.has(name)) found.push(`${name} is in the report, and no more in the API`)
  return found
}
