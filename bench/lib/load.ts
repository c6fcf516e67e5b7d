import autocannon from 'autocannon'
import { headersOf, type Row } from './row.ts'

export interface Measured {
  /** Answers a second. */
  rate: number
  p50Ms: number
  p99Ms: number
  bytesPerSecond: number
  /** How long it was asked. */
  seconds: number
}

interface Load {
  url: string
  /** Asked one after another by each connection, round and round; each begins at a place of its own, as visitors do. */
  paths: string[]
  headers?: Record<string, string>
  seconds: number
}

const connections = 20
const longest = 20

/** Puts load on a server. Throws when one answer was not good: a fast mistake is no figure. */
export async function load({ url, paths, headers = {}, seconds }: Load): Promise<Measured> {
  const requests = paths.map((path) => ({ method: 'GET', path, headers }))
  let begun = 0
  const result = await autocannon({
    ...{ url, connections, duration: seconds },
    setupClient(client) {
      const at = Math.floor((requests.length * begun++) / connections)
      client.setRequests([...requests.slice(at), ...requests.slice(0, at)])
    },
  })
  const bad = result.errors + result.timeouts + result.non2xx
  // A list of 500 may take a second on a machine that has other things to do.
  if (bad === 0 && result.requests.total === 0 && seconds < longest)
    return load({ url, paths, headers, seconds: seconds * 3 })
  if (bad > 0 || result.requests.total === 0) {
    throw new Error(`${bad} of ${result.requests.total} answers of ${url}${paths[0]} were not good.`)
  }
  return {
    rate: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    bytesPerSecond: result.throughput.average,
    seconds: result.duration,
  }
}

export interface Contender {
  url: string
  row: Row
}

/** A second of load for each in turn, so that whatever else the machine does meets all alike. */
export async function interleaved<Name extends string>(
  contenders: Record<Name, Contender>,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Record<Name, Measured[][]>> {
  const names = Object.keys(contenders) as Name[]
  const ask = (name: Name, round: string) => {
    const { url, row } = contenders[name]
    return load({ url, paths: row.paths, seconds: 1, headers: headersOf(row, round) })
  }
  for (const name of names) await ask(name, 'warm-up')
  const all = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Measured[][]>
  for (let round = 0; round < rounds; round++) {
    for (const name of names) all[name].push([])
    for (let second = 0; second < seconds; second++)
      for (const name of names) all[name][round]!.push(await ask(name, `round ${round}.${second}`))
  }
  return all
}

/** Of each round. */
export const ratesOf = (rounds: Measured[][]): number[] =>
  rounds.map((seconds) => seconds.reduce((sum, { rate }) => sum + rate, 0) / seconds.length)
