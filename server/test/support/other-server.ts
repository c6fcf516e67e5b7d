import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { openPostgres } from '../../src/adapters/postgres/connection.ts'
import { postgresDatabase } from '../../src/adapters/postgres/database.ts'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { createHttpServer, listen } from '../../src/http/edge/listen.ts'

/**
 * Another server of a site that runs already, in a process of its own, started by other-process.ts. `DIE_AT` is the
 * moment, around the commit of the first write that keeps an idempotency record, at which it ends as by kill -9.
 */
const { DIE_AT = 'never', SITE_DATABASE } = process.env
const postgres = await openPostgres({ connection: SITE_DATABASE! })
const app = await createApp(readConfig(process.env), {
  database: async (makers) => postgresDatabase({ postgres, ...makers }),
  log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
})

/** What the server does by itself beside requests. */
const background = /^(jobs|counters|views|history)\./
let keeps = false
let committed = false

postgres.onStatement((name) => {
  if (name === 'idempotency.keep') keeps = true
  else if (committed && !background.test(name)) die()
  else if (keeps && name === 'commit') {
    if (DIE_AT === 'before the commit') die()
    committed = DIE_AT === 'after the commit'
  }
})

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

const server = createHttpServer(app.http)
await listen(server, 0, '127.0.0.1', 'PORT')
process.send?.({ port: (server.address() as AddressInfo).port })
