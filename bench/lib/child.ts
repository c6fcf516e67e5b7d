import { fork } from 'node:child_process'
import { once } from 'node:events'

export interface Child {
  url: string
  stop(): Promise<void>
}

/** Runs a program of this folder as its own process; it answers with the address it listens on. */
export async function startChild(program: URL, input: unknown): Promise<Child> {
  const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const gone = once(child, 'close')
  child.send(input as object)
  const answer = await Promise.race([once(child, 'message'), gone])
  const [url] = answer as [unknown]
  if (typeof url !== 'string') throw new Error(`${program.pathname} ended with ${child.exitCode}`)
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
