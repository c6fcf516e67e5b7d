import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Endpoint } from '../../server/src/http/endpoint.ts'

const features = join(import.meta.dirname, '../../server/src/features')

/** Stands for every service: routes are only looked at, nothing of them is run. */
const nothing: unknown = new Proxy(() => nothing, { get: () => nothing })

/** Every endpoint of the server, without one that runs. Whatever a feature's routes.ts exports as `…Routes` is in it. */
export async function allEndpoints(): Promise<Endpoint[]> {
  const found = await readdir(features, { recursive: true })
  const endpoints: Endpoint[] = []
  for (const file of found.filter((name) => /(^|[/\\])routes\.ts$/.test(name)).sort()) {
    const module: Record<string, unknown> = await import(pathToFileURL(join(features, file)).href)
    for (const [name, routes] of Object.entries(module)) {
      if (!name.endsWith('Routes') || typeof routes !== 'function') continue
      endpoints.push(...routes(nothing).filter(({ kind }: Endpoint) => kind === 'json'))
    }
  }
  return endpoints
}
