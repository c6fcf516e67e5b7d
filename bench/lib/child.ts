import { fork } from 'node:child_process'
import { once } from 'node:events'

export interface Child {
  /** What it said first: the address it listens on, where it does. */
  url: string
  /** Says a word to it, and waits for the answer. */
  ask<Answer>(word: string): Promise<Answer>
  stop(): Promise<void>
}

/** Runs a program of this folder as its own process; it says when it is ready. */
export async function startChild(program: URL, input: unknown): Promise<Child> {
  const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const gone = once(child, 'close')
  child.send(input as object)
  const answer = await Promise.race([once(child, 'message'), gone])
  const [url] = answer as [unknown]
  if (typeof url !== 'string') throw new Error(`${program.pathname} ended with ${child.exitCode}`)
  return {
    url,
    async ask<Answer>(word: string) {
      child.send(word)
      return ((await once(child, 'message')) as [Answer])[0]
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}
