import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { TestApp } from './app.ts'

/** What a request starts and does not wait for. */
const background = /^(jobs|counters\.fold|views|history\.record)\b/

const measured = new AsyncLocalStorage<object | undefined>()
let current: object | undefined

// The server's side of a request has nothing of its client's context, though both are in this process.
subscribe('http.server.request.start', () => measured.enterWith(current))

/** The names of the statements that `work` costs, in their order; not those of the jobs that run meanwhile. */
export async function statementsOf({ postgres }: TestApp, work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  const mine = {}
  const stop = postgres.onStatement((name) => {
    if (measured.getStore() === mine) names.push(name)
  })
  current = mine
  await measured.run(mine, work).finally(() => {
    current = undefined
    stop()
  })
  return names.filter((name) => !background.test(name))
}
