import { z } from 'zod'
import { endpoint } from '../../http/endpoint.ts'
import { Count, Named } from '../../http/fields.ts'
import type { Probe } from '../../http/probe.ts'
import type { Health } from './service.ts'

const Healthcheck = Named('Healthcheck', {
  status: z.literal('OK'),
  uptimeSeconds: Count.meta({ example: 3600 }),
})

export const healthRoutes = (health: Health) => [
  endpoint({
    id: 'healthcheck',
    route: 'GET /healthcheck',
    summary: 'Whether the server answers',
    access: 'none',
    answer: Healthcheck,
    message: 'The server is up',
    errors: [],
    handle: health.healthcheck,
  }),
]

const contentType = 'application/json'
const Liveness = Named('Liveness', { status: z.literal('live') })
const Check = Named('HealthCheck', {
  state: z.enum(['up', 'degraded', 'down']),
  reason: z.string().optional().meta({ description: 'Of what works less well.' }),
})
const Readiness = Named('Readiness', {
  status: z.enum(['ready', 'degraded', 'unavailable']),
  checks: z.record(z.string(), Check).meta({ description: 'By the name of the part.' }),
})
const up = { state: 'up' }
const well = { database: up, objectStore: up, jobQueue: up, disk: up, ffmpeg: up }

export const healthProbes = (health: Health): Probe[] => [
  {
    id: 'getLiveness',
    method: 'GET',
    path: '/health/live',
    summary: 'Whether the process runs',
    tag: 'health',
    answers: { 200: { description: 'It runs.', contentType, shape: Liveness, example: { status: 'live' } } },
    ask: () => ({ status: 200, document: { status: 'live' } }),
  },
  {
    id: 'getReadiness',
    method: 'GET',
    path: '/health/ready',
    summary: 'Whether requests should come here, and how each part is',
    tag: 'health',
    answers: {
      200: {
        description: 'Ready; `degraded` names what works less well.',
        contentType,
        shape: Readiness,
        example: { status: 'ready', checks: well },
      },
      503: {
        description: 'No database, or the server is stopping.',
        contentType,
        shape: Readiness,
        example: { status: 'unavailable', checks: { ...well, database: { state: 'down' } } },
      },
    },
    async ask() {
      const readiness = await health.ready()
      return { status: readiness.status === 'unavailable' ? 503 : 200, document: readiness }
    },
  },
]
