import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Caches } from '../../lib/recent.ts'
import type { PoolFigures } from '../../ports/database.ts'
import type { JobState } from '../../ports/job-queue.ts'
import type { StoreFigures } from '../../ports/object-store.ts'
import type { RequestObserver } from '../../ports/request-observer.ts'

/** Where the figures come from; asked when somebody looks, at no cost before. */
export interface MetricsSources {
  jobs(): Promise<Record<JobState, number>>
  pool(): PoolFigures
  caches: Caches
  /** Null: files lie where nobody counts. */
  store: (() => StoreFigures) | null
}

export interface Metrics {
  onRequest: RequestObserver
  contentType: string
  /** The figures in Prometheus's text format. */
  read(): Promise<string>
}

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauge(registry, 'reelbase_jobs', 'Jobs by state.', ['state'], async (set) => {
    for (const [state, count] of Object.entries(await sources.jobs())) set({ state }, count)
  })
  gauge(
    registry,
    'reelbase_database_connections',
    'Connections of the pool by state; waiting: requests for one.',
    ['state'],
    (set) => {
      const { total, idle, waiting } = sources.pool()
      for (const [state, count] of Object.entries({ busy: total - idle, idle, waiting }))
        set({ state }, count)
    },
  )
  if (sources.store) {
    const help = 'Requests to the store of media files since the start; retried: for what passes by itself.'
    gauge(registry, 'reelbase_store_requests', help, ['outcome'], (set) => {
      for (const [outcome, count] of Object.entries(sources.store!())) set({ outcome }, count)
    })
  }
  for (const figure of ['hits', 'misses', 'size'] as const) {
    gauge(registry, `reelbase_cache_${figure}`, cacheFigures[figure], ['cache'], (set) => {
      for (const [cache, { figures }] of Object.entries(sources.caches)) set({ cache }, figures()[figure])
    })
  }
  return { onRequest: requests(registry), contentType: registry.contentType, read: () => registry.metrics() }
}

const cacheFigures = {
  hits: 'Answers a cache gave since the start.',
  misses: 'Questions a cache could not answer since the start.',
  size: 'Entries in a cache.',
}

type Set = (labels: Record<string, string>, value: number) => void

/** A source that fails leaves its figure out and harms no other. */
function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: (set: Set) => void | Promise<void>,
): void {
  const made = new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      made.reset()
      await Promise.resolve(read((labels, value) => made.set(labels, value))).catch(() => made.reset())
    },
  })
}

/** Counted by operation, never by path: what a stranger types must not become a label. */
function requests(registry: Registry): RequestObserver {
  const labelNames = ['operation', 'method', 'status']
  const counted = new Counter({
    name: 'reelbase_http_requests_total',
    help: 'Requests by operation, method and status; 499: the client left.',
    labelNames,
    registers: [registry],
  })
  const latency = new Histogram({
    name: 'reelbase_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['operation', 'method'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  })
  return ({ method: given, operation = 'unknown', ms, status }) => {
    const method = knownMethods.has(given) ? given : 'other'
    counted.inc({ operation, method, status })
    latency.observe({ operation, method }, ms / 1000)
  }
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
