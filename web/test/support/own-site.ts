import { type OwnServer, startServer } from '../../../server/test/acceptance/support/own-server.ts'
import { startLargerSite } from './larger-site.ts'

/** A site that can be killed and started again, where it was and with what it held. */
export interface OwnSite {
  url: string
  /** That it vouches for itself with; null: it speaks plain HTTP. */
  certificate: string | null
  /** SIGKILL to all that answers requests. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** One process on the folder alone, or with `WEB_TEST_SITE=servers` what larger-site.ts starts. */
export function startSite(folder: string, settings: Record<string, string> = {}): Promise<OwnSite> {
  return process.env.WEB_TEST_SITE === 'servers'
    ? startLargerSite(folder, settings)
    : startSmallSite(folder, settings)
}

async function startSmallSite(folder: string, settings: Record<string, string>): Promise<OwnSite> {
  let server: OwnServer = await startServer(folder, settings)
  return {
    ...{ url: server.url, certificate: null },
    kill: () => server.kill(),
    async start() {
      server = await startServer(folder, { ...settings, PORT: new URL(server.url).port })
    },
    async stop() {
      await server.stop()
    },
  }
}
