import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { preflight } from './composition/preflight.ts'
import { freshWebClient } from './composition/web-client.ts'
import { type Config, ConfigError } from './config/config.ts'
import { readEnvironment } from './config/env-file.ts'
import { finish } from './http/edge/finish.ts'
import { createHttpServer, listen } from './http/edge/listen.ts'
import { serveMetrics } from './http/edge/metrics-server.ts'

/** How long requests that run may go on after SIGTERM. */
const graceMs = 10_000

/** Answers the exit code. */
async function main(): Promise<number> {
  const config = readEnvironment()
  const gone = Promise.withResolvers<string>()
  const found = await preflight(config)
  const webClient = config.roles.web && config.http.webClient ? freshWebClient() : null
  const app = await createApp(config, { ...found, webClient, onDatabaseGone: gone.resolve })
  void webClient?.building.then((said) => said && app.log[said.level](said.words))
  const server = createHttpServer(app.http, app.observers)
  try {
    if (app.metrics && config.metrics) await serveMetrics(app.metrics, config.metrics)
    if (config.roles.web) await listen(server, config.http.port, config.http.host, 'PORT')
  } catch (error) {
    await app.close()
    throw error
  }
  const stopped = stopOnSignal()
  if (config.roles.web) app.log.info(`Reelbase runs on ${addressOf(server, config)}`)
  else app.log.info('Reelbase works on its jobs')
  const signal = await Promise.race([stopped, gone.promise.then(() => null)])
  app.log.info({ signal }, 'stopping')
  app.health.stopping()
  webClient?.close()
  await finish(server, graceMs)
  await app.close()
  return signal === null ? 1 : 0
}

function addressOf(server: Server, config: Config): string {
  return config.http.publicUrl ?? `http://localhost:${(server.address() as AddressInfo).port}`
}

/** The first signal asks to stop; the second one ends the process at once. */
function stopOnSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        for (const again of ['SIGTERM', 'SIGINT'] as const) process.on(again, () => process.exit(1))
        resolve(signal)
      })
    }
  })
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof ConfigError || (error instanceof Error && !(error instanceof TypeError))
    console.error(expected ? (error as Error).message : error)
    process.exit(1)
  },
)
