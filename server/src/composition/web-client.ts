import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { readClientDist } from '../http/client/dist.ts'
import type { BuiltClient } from '../http/client/serve.ts'

const web = join(import.meta.dirname, '../../../web')
const buildProgram = join(web, 'build/main.ts')

export interface BuildReport {
  level: 'info' | 'warn'
  words: string
}

export interface FreshWebClient extends BuiltClient {
  /** Null: nothing had to be built. */
  building: Promise<BuildReport | null>
  close(): void
}

/**
 * Builds the client in a process of its own where it is missing or older than its sources, while the API answers
 * already; pages wait for it. Where it cannot be built, what is there is served.
 */
export function freshWebClient(): FreshWebClient {
  const stopping = new AbortController()
  const building = buildIfStale(stopping.signal)
  const read = () => readClientDist(join(web, 'dist'))
  let reading = building.then(read)
  async function current() {
    const dist = await reading
    if (dist) return dist
    // It may have been made since.
    reading = read()
    return reading
  }
  return { building, current, close: () => stopping.abort() }
}

async function buildIfStale(signal: AbortSignal): Promise<BuildReport | null> {
  // An image that was made for production may hold the build alone.
  const canBuild = await access(buildProgram).then(
    () => true,
    () => false,
  )
  if (!canBuild) return null
  try {
    const child = spawn(process.execPath, [buildProgram, '--if-stale'], {
      ...{ signal, stdio: ['ignore', 'pipe', 'pipe'] },
    })
    const said = Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = (await once(child, 'close')) as [number]
    const [out, err] = await said
    if (code !== 0) return { level: 'warn', words: `The web client could not be built: ${err.trim()}` }
    return out ? { level: 'info', words: out.trim() } : null
  } catch (error) {
    if (signal.aborted) return null
    return { level: 'warn', words: `The web client could not be built: ${(error as Error).message}` }
  }
}
