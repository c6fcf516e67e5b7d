import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { openPostgres } from '../../src/adapters/postgres/connection.ts'
import { postgresDatabase } from '../../src/adapters/postgres/database.ts'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { createHttpServer, listen } from '../../src/http/edge/listen.ts'
import { cheap, type Person, type TestSite } from './app.ts'
import { type Client, createClient } from './client.ts'

/** Another process of a site that runs already, as far as it can be one without being one: it shares nothing but what two machines share. */
export async function startBeside(site: TestSite, env: Record<string, string>) {
  const config = readConfig({
    ...{ NODE_ENV: 'test', DISK_RESERVE_BYTES: '1MiB', RATE_LIMITS: 'off' },
    ...{ DATA_DIR: site.dataDir(), ...env },
  })
  const postgres = await openPostgres({ connection: site.databaseUrl() })
  const app = await createApp(config, {
    ...{ clock: site.clock, log: pino({ level: process.env.TEST_LOG ?? 'silent' }) },
    passwordCost: cheap,
    database: async (makers) => postgresDatabase({ postgres, ...makers }),
  })
  const server = createHttpServer(app.http)
  await listen(server, 0, '127.0.0.1', 'PORT')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    app,
    postgres,
    visitor: () => createClient(url, 'bearer'),
    /** The same person, who talks to this process. */
    as(person: Person): Client {
      const client = createClient(url, 'bearer')
      client.accessToken = person.accessToken
      return client
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await app.close()
    },
  }
}
