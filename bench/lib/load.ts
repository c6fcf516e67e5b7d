import autocannon from 'autocannon'

export interface Load {
  url: string
  /** Asked one after another by each connection, and again from the first. */
  paths: string[]
  headers?: Record<string, string>
  seconds: number
}

export interface Measured {
  /** Answers a second. */
  rate: number
  p99Ms: number
  bytesPerSecond: number
}

const connections = 20

/** Puts load on a server. Throws when one answer was not good: a fast mistake is no figure. */
export async function load({ url, paths, headers = {}, seconds }: Load): Promise<Measured> {
  const result = await autocannon({
    ...{ url, connections, duration: seconds },
    requests: paths.map((path) => ({ method: 'GET', path, headers })),
  })
  const bad = result.errors + result.timeouts + result.non2xx
  if (bad > 0 || result.requests.total === 0) {
    throw new Error(`${bad} of ${result.requests.total} answers of ${url}${paths[0]} were not good.`)
  }
  return {
    rate: result.requests.total / result.duration,
    p99Ms: result.latency.p99,
    bytesPerSecond: result.throughput.average,
  }
}
