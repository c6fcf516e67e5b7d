import { type Request, Router } from 'express'
import { pino } from 'pino'
import { type Config, readConfig } from '../../src/config/config.ts'
import { appError } from '../../src/errors.ts'
import type { Endpoint } from '../../src/http/endpoint.ts'
import type { Kit } from '../../src/http/mount.ts'
import { createHttp, type HttpParts } from '../../src/http/server.ts'
import type { ReceivedForm } from '../../src/http/upload.ts'
import { systemClock } from '../../src/ports/clock.ts'
import type { Viewer } from '../../src/viewer.ts'

const ann: Viewer = {
  id: '66f0c1e2a1b2c3d4e5f60718',
  username: 'ann',
  role: 'user',
  sessionId: '66f0c1e2a1b2c3d4e5f60719',
  isHistoryPaused: false,
  hasBlocks: false,
}

/** The token `ann` is Ann; anything else is nobody. */
const authenticate = async (req: Request): Promise<Viewer | null> =>
  req.headers.authorization === 'Bearer ann' ? ann : null

const emptyForm: ReceivedForm = { fields: {}, files: {}, dispose: async () => {} }

const kit: Kit = {
  clock: systemClock,
  authenticate,
  checkOrigin(req) {
    if (req.headers.origin === 'https://foreign.example') throw appError('foreign_origin')
  },
  receiveForm: async () => emptyForm,
  rateLimits: {
    login: (_req, _res, next) => next(),
    register: (_req, _res, next) => next(),
    refresh: (_req, _res, next) => next(),
  },
  records: { find: async () => null, sweep: async () => 0 },
  inTurn: (_name, work) => work(),
  setCookies() {},
  sharedAnswers: null,
}

interface TinyParts extends Partial<Omit<HttpParts, 'config' | 'kit'>> {
  env?: Record<string, string>
  kit?: Partial<Kit>
}

/** The real HTTP server around a few endpoints, without a database. */
export function tinyApp(endpoints: Endpoint[], { env, kit: own, ...parts }: TinyParts = {}) {
  const config: Config = readConfig({ NODE_ENV: 'test', ...env })
  return createHttp({
    config,
    log: pino({ level: 'silent' }),
    endpoints,
    kit: { ...kit, ...own },
    allowsOrigin: (origin) => origin === 'https://friend.example',
    media: Router(),
    mediaRoutes: [],
    probes: [],
    hearNotice: null,
    webClient: null,
    observers: [],
    ...parts,
  })
}
