import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Person } from './app.ts'
import { type Client, createClient } from './client.ts'

export type Moment = 'before the commit' | 'after the commit' | 'never'

interface Running {
  databaseUrl(): string
  dataDir(): string
}

/** A second server of the same site; see other-server.ts. Killed at the end of the scope, if it has not died before. */
export async function startOther(site: Running, dieAt: Moment, settings: Record<string, string> = {}) {
  const child = fork(join(import.meta.dirname, 'other-server.ts'), {
    execPath: process.execPath,
    env: {
      ...process.env,
      ...{ NODE_ENV: 'test', ROLES: 'web', RATE_LIMITS: 'off', DISK_RESERVE_BYTES: '1MiB' },
      ...{ SITE_DATABASE: site.databaseUrl(), DATA_DIR: site.dataDir(), DIE_AT: dieAt },
      ...settings,
    },
  })
  const died = once(child, 'exit')
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    died.then(() => Promise.reject(new Error('the other server did not start'))),
  ])) as [{ port: number }]
  return {
    /** The same person, who talks to this server. */
    as(person: Person): Client {
      const client = createClient(`http://127.0.0.1:${port}`, 'bearer')
      client.accessToken = person.accessToken
      return client
    },
    /** The signal that ended it. */
    died: died.then(([, signal]) => signal as string),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await died
    },
  }
}
