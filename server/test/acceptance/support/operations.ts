import { stranger } from './client.ts'

interface Operation {
  operationId: string
  responses: Record<string, unknown>
  security: object[]
  requestBody?: { required?: boolean; content: Record<string, { example?: object } | undefined> }
  parameters?: { name: string; in: string }[]
}

/** Some paths do not lie below /api/v1: they name a server of their own. */
type PathItem = { servers?: { url: string }[] } & { [method: string]: Operation }

export interface Described {
  id: string
  method: string
  path: string
  statuses: string[]
  needsViewer: boolean
  takesForm: boolean
  takesJson: boolean
  takesKey: boolean
  /** The JSON body that the documentation shows, where there must be one. */
  example: object | undefined
}

const { paths } = (await (await stranger.fetch('/api/v1/openapi.json')).json()) as {
  paths: Record<string, PathItem>
}

/** What the API's own description tells of each of its operations. */
export const operations: Described[] = Object.entries(paths).flatMap(([path, { servers, ...methods }]) =>
  Object.entries(methods as Record<string, Operation>).map(
    ([method, { operationId, responses, security, requestBody, parameters = [] }]) => ({
      id: operationId.replace(/\.alias\d+$/, ''),
      method: method.toUpperCase(),
      path: servers ? `!${path}` : path,
      statuses: Object.keys(responses),
      needsViewer: security.length > 0 && security.every((way) => Object.keys(way).length > 0),
      takesForm: 'multipart/form-data' in (requestBody?.content ?? {}),
      takesJson: 'application/json' in (requestBody?.content ?? {}),
      example: requestBody?.required ? requestBody.content['application/json']?.example : undefined,
      takesKey: parameters.some((parameter) => parameter.name === 'Idempotency-Key'),
    }),
  ),
)

export const pathOf = ({ path }: Described, params: Record<string, string> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? `{${name}}`)

/** The parameters of the path, all of them this value. */
export const every = (described: Described, value: string): Record<string, string> =>
  Object.fromEntries([...described.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, value]))
