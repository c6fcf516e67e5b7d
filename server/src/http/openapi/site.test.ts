import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { useSite } from '../../../test/support/app.ts'
import { splitRoute } from '../endpoint.ts'

interface Content {
  example?: { data: unknown }
  examples?: Record<string, { value: { code: string; statusCode?: number; status?: number } }>
}
interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; example?: unknown }[]
  requestBody?: { content: Record<string, { example?: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, Content> }>
}

const site = useSite()

async function document() {
  const response = await fetch(`${site.url()}/api/v1/openapi.json`)
  return (await response.json()) as { paths: Record<string, Record<string, Operation>> }
}

const operationsOf = ({ paths }: Awaited<ReturnType<typeof document>>): Operation[] =>
  Object.values(paths).flatMap((item) => Object.values(item).filter(({ operationId }) => operationId))

const problems = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues ?? []

describe('the documentation of the whole API', () => {
  it('is valid in the eyes of an independent validator', async () => {
    expect(await new Validator().validate(await document())).toEqual({ valid: true })
  })

  it('says where the next page begins: in a page object, else beside the data', async () => {
    const { components } = (await document()) as unknown as {
      components: { schemas: Record<string, { properties: Record<string, unknown> }> }
    }
    const saysNext = (name: string) => 'nextCursor' in components.schemas[`${name}Response`]!.properties
    expect(saysNext('GetAllVideos')).toBe(false)
    for (const name of ['GetPlaylistById', 'GetWatchHistory', 'GetLikedVideos'])
      expect(saysNext(name)).toBe(true)
  })

  it('names every operation once, with a summary', async () => {
    const operations = operationsOf(await document())
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id } of site.app().endpoints) expect(ids).toContain(id)
    expect(operations.filter(({ summary }) => !summary)).toEqual([])
  })

  it('has no two paths that are one place under two names', async () => {
    const places = Object.keys((await document()).paths).map((path) => path.replace(/\{\w+\}/g, '{}'))
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([])
  })

  it('shows only examples that the endpoints themselves would take and give', async () => {
    const { paths } = await document()
    for (const { id, route, status, answer, body, params } of site.app().endpoints) {
      const { method, path } = splitRoute(route)
      const operation = paths[path.replace(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!
      const given = operation.responses[status]!.content!['application/json']!.example!
      expect(problems(answer, given.data), `the answer of ${id}`).toEqual([])
      const sent = operation.requestBody?.content['application/json']?.example
      if (body && sent !== undefined) expect(problems(body, sent), `the body of ${id}`).toEqual([])
      for (const parameter of operation.parameters.filter((one) => one.in === 'path')) {
        expect(problems(params[parameter.name]!, parameter.example), `${parameter.name} of ${id}`).toEqual([])
      }
    }
  })

  it('gives an example of every error under its own status', async () => {
    for (const { operationId, responses } of operationsOf(await document())) {
      for (const [status, { content }] of Object.entries(responses)) {
        for (const { value } of Object.values(content?.['application/json']?.examples ?? {})) {
          expect(value.statusCode, operationId).toBe(Number(status))
        }
      }
    }
  })
})
