import pg from 'pg'
import { openPostgres, type Postgres } from '../../src/adapters/postgres/connection.ts'
import type { Prepared } from '../../src/adapters/postgres/statement.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: PlanNode[]
}

/** One way in which the server would run a statement. */
export interface Plan {
  statement: string
  /** `custom`: for the values of this call. `generic`: for any, as a prepared statement is run after some calls. */
  kind: 'custom' | 'generic'
  indexes: string[]
  /** Tables that are read from end to end. */
  scanned: string[]
  isSorted: boolean
}

/** Runs `work` on a connection that asks for the plans of everything that is run. */
export async function plansOf(url: string, work: (postgres: Postgres) => Promise<unknown>): Promise<Plan[]> {
  await using opened = new AsyncDisposableStack()
  const postgres = opened.adopt(await openPostgres({ connection: url }), (pool) => pool.close())
  const client = opened.adopt(new pg.Client(url), (connection) => connection.end())
  await client.connect()
  const { rows } = await client.query('show server_version_num')
  const knowsGenericPlans = Number(rows[0].server_version_num) >= 160_000
  const plans: Plan[] = []

  async function explain<P, Row>({ name, compiled }: Prepared<P, Row>, params: P): Promise<void> {
    const { text, values } = compiled()
    const custom = await client.query(`explain (format json) ${text}`, values(params))
    plans.push(planOf(name, 'custom', custom.rows))
    if (!knowsGenericPlans) return
    const generic = await client.query(`explain (generic_plan, format json) ${text}`)
    plans.push(planOf(name, 'generic', generic.rows))
  }

  const run: Postgres['run'] = async (statement, ...params) => {
    await explain(statement, (params[0] ?? {}) as never)
    return postgres.run(statement, ...params)
  }
  await work({ ...postgres, run, one: async (...asked) => (await run(...asked))[0] ?? null })
  return plans
}

function planOf(statement: string, kind: Plan['kind'], rows: { 'QUERY PLAN': { Plan: PlanNode }[] }[]): Plan {
  const nodes = nodesOf(rows[0]!['QUERY PLAN'][0]!.Plan)
  return {
    ...{ statement, kind },
    indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))].toSorted(),
    scanned: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : [])),
    isSorted: nodes.some((node) => /Sort$/.test(node['Node Type'])),
  }
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]
