declare module 'autocannon' {
  interface Request {
    method?: string
    path: string
    headers?: Record<string, string>
  }
  interface Options {
    url: string
    connections: number
    duration: number
    /** Before each connection asks for the first time. */
    setupClient(client: { setRequests(requests: Request[]): void }): void
  }
  interface Result {
    requests: { average: number; total: number }
    latency: { p50: number; p97_5: number; p99: number }
    throughput: { average: number }
    errors: number
    timeouts: number
    non2xx: number
    duration: number
  }
  export default function autocannon(options: Options): Promise<Result>
}
