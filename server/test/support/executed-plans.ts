import type { Postgres, Runner } from '../../src/adapters/postgres/connection.ts'
import type { Prepared } from '../../src/adapters/postgres/statement.ts'

interface Node {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Index Name'?: string
  Plans?: Node[]
}

type Explained = Prepared<object, { 'QUERY PLAN': [{ Plan: Node }] }>

/** How statements were run, all that `work` made together. */
export interface Executed {
  indexes: string[]
  kinds: string[]
  /** Of the step that met the most. */
  rows: number
}

/** Runs everything twice: once to see how. */
export async function executed(
  postgres: Postgres,
  work: (watched: Postgres) => Promise<unknown>,
): Promise<Executed> {
  const nodes: Node[] = []
  const visit = (visited: Node): void => {
    nodes.push(visited)
    visited.Plans?.forEach(visit)
  }
  const explaining = <R extends Runner>(runner: R): R => {
    async function run<P, Row>(statement: Prepared<P, Row>, params: P): Promise<Row[]> {
      const { text, values } = statement.compiled()
      const explain = {
        name: `explain.${statement.name}`.slice(0, 63),
        compiled: () => ({ text: `explain (analyze, format json) ${text}`, values: () => values(params) }),
      } as unknown as Explained
      visit((await runner.run(explain, {}))[0]!['QUERY PLAN'][0].Plan)
      return runner.run(statement as Prepared<object, Row>, params as object)
    }
    return {
      ...runner,
      run,
      one: async (...asked) => (await run(...(asked as unknown as [never, never])))[0] ?? null,
    } as R
  }
  const transaction: Postgres['transaction'] = (part) => postgres.transaction((tx) => part(explaining(tx)))
  await work({ ...postgres, ...explaining(postgres), transaction })
  return {
    indexes: nodes.flatMap((visited) => visited['Index Name'] ?? []),
    kinds: nodes.map((visited) => visited['Node Type']),
    rows: Math.max(...nodes.map(metRows)),
  }
}

const metRows = (node: Node): number =>
  (node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)) *
  node['Actual Loops']
