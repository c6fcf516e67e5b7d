import type { TestApp } from './app.ts'

/** What the server does by itself beside requests. */
const background = /^(jobs|counters\.fold|views|history\.record)\b/

/** The names of the statements that `work` costs, in their order. */
export async function statementsOf({ postgres }: TestApp, work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  const stop = postgres.onStatement((name) => names.push(name))
  await work().finally(stop)
  return names.filter((name) => !background.test(name))
}
