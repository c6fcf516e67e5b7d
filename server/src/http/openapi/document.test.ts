import { Validator } from '@seriousme/openapi-schema-validator'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { paging } from '../../lists/schemas.ts'
import { endpoint } from '../endpoint.ts'
import { AnswerId, DateTime, Id, Line, LongText, Toggle, Url } from '../fields.ts'

const Owner = z.object({ _id: AnswerId, username: z.string() }).meta({ id: 'TestOwner' })
const Film = z
  .object({ _id: AnswerId, title: Line(1, 150), owner: Owner.nullable(), link: Url, createdAt: DateTime })
  .meta({ id: 'TestFilm' })
const FilmBody = z.object({
  title: Line(3, 10),
  description: LongText(0, 5000).optional(),
  privacy: z.enum(['public', 'private']).default('public'),
})

const endpoints = [
  endpoint({
    id: 'getFilms',
    route: 'GET /films',
    aliases: ['GET /films/list'],
    summary: 'Films',
    access: 'optional',
    query: {
      year: z.string().optional().meta({ description: 'When it was made.', example: '1979' }),
      ...paging,
    },
    answer: z.array(Film),
    message: 'The films',
    errors: [],
    handle: () => [],
  }),
  endpoint({
    id: 'publishFilm',
    route: 'POST /films',
    summary: 'Publish',
    access: 'user',
    body: FilmBody,
    files: {
      film: { required: true, maxBytes: 10, description: 'The film.' },
      poster: { required: false, maxBytes: 10, description: 'A picture.' },
    },
    answer: Film,
    status: 201,
    message: 'Published',
    errors: ['not_allowed'],
    rateLimit: 'register',
    handle: () => {
      throw new Error('not called')
    },
    again: () => {
      throw new Error('not called')
    },
  }),
  endpoint({
    id: 'toggleFilm',
    route: 'PATCH /films/:filmId',
    summary: 'Toggle',
    access: 'admin',
    params: { filmId: Id },
    body: Toggle('isPublished'),
    bodyMode: 'lenient',
    answer: Film,
    message: 'Toggled',
    errors: [],
    handle: () => {
      throw new Error('not called')
    },
  }),
]
const mediaRoutes = [
  {
    id: 'getFile',
    method: 'GET' as const,
    path: '/media/:key',
    summary: 'A file',
    tag: 'media',
    answers: { 200: { description: 'The bytes', contentType: 'video/mp4' }, 404: { description: 'Gone' } },
  },
]

const answer = await request(tinyApp(endpoints, { mediaRoutes })).get('/api/v1/openapi.json')
const document = answer.body
const operations = Object.values(document.paths).flatMap((item) =>
  Object.entries(item as Record<string, { operationId: string }>).flatMap(([key, operation]) =>
    key === 'servers' ? [] : [operation],
  ),
)

describe('the OpenAPI document', () => {
  it('is valid in the eyes of an independent validator', async () => {
    const validator = new Validator()
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('is kept by its ETag and comes compressed', async () => {
    const app = tinyApp(endpoints)
    const first = await request(app).get('/api/v1/openapi.json').set('Accept-Encoding', 'br')
    expect(first.headers).toMatchObject({ 'content-encoding': 'br', etag: expect.any(String) })
    const second = await request(app).get('/api/v1/openapi.json').set('If-None-Match', first.headers.etag!)
    expect(second.status).toBe(304)
  })

  it('names each operation as the contract does, and its aliases apart', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(ids).toEqual(['getFilms', 'publishFilm', 'getFilms.alias1', 'toggleFilm', 'getFile'])
  })

  it('names shared shapes once, without the marks of the tool', () => {
    expect(Object.keys(document.components.schemas)).toEqual([
      ...['Error', 'ErrorCode', 'FieldError', 'GetFilmsResponse', 'Problem', 'PublishFilmForm'],
      ...['PublishFilmResponse', 'TestFilm', 'TestOwner', 'ToggleFilmResponse', 'ToggleIsPublished'],
    ])
    expect(document.components.schemas.TestFilm.properties.owner.anyOf[0]).toEqual({
      $ref: '#/components/schemas/TestOwner',
    })
    expect(answer.text).not.toMatch(/\$defs|\$schema|\$id/)
  })

  it('tells every status that an operation can answer', () => {
    const { responses } = document.paths['/films'].post
    expect(Object.keys(responses).map(Number)).toEqual([
      201, 400, 401, 403, 408, 413, 415, 422, 429, 500, 503, 507,
    ])
    expect(Object.keys(responses[400].content['application/json'].examples)).toContain('missing_file')
    expect(Object.keys(document.paths['/films'].get.responses).map(Number)).toEqual([200, 304, 400, 500, 503])
    expect(Object.keys(document.paths['/films/{filmId}'].patch.responses).map(Number)).toEqual([
      200, 400, 401, 403, 408, 413, 500, 503,
    ])
  })

  it('documents the key under which a POST can be sent again', () => {
    const { parameters, responses } = document.paths['/films'].post
    expect(parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header', required: false }])
    expect(responses[422].content['application/json'].examples).toHaveProperty('idempotency_key_reused')
    expect(
      document.paths['/films'].get.parameters.every(({ in: at }: { in: string }) => at !== 'header'),
    ).toBe(true)
  })

  it('gives the example of what may be left out in words, lest a page that tries it sends it', () => {
    const [year] = document.paths['/films'].get.parameters as { name: string; description: string }[]
    expect(year).toMatchObject({ name: 'year', description: 'When it was made. For example: `1979`.' })
    const given = Object.values(document.paths['/films']).flatMap((operation) =>
      (operation as { parameters: object[] }).parameters.filter((parameter) =>
        /"examples?"/.test(JSON.stringify(parameter)),
      ),
    )
    expect(given).toEqual([])
    expect(document.paths['/films/{filmId}'].patch.parameters[0]).toMatchObject({
      example: '66f0c1e2a1b2c3d4e5f60718',
    })
  })

  it('asks for a form with files, for JSON, or for nothing', () => {
    const { content } = document.paths['/films'].post.requestBody
    expect(Object.keys(content)).toEqual(['multipart/form-data'])
    expect(content['multipart/form-data'].schema).toEqual({ $ref: '#/components/schemas/PublishFilmForm' })
    expect(document.components.schemas.PublishFilmForm).toMatchObject({
      required: ['title', 'film'],
      properties: { title: { type: 'string', minLength: 3 }, film: { type: 'string', format: 'binary' } },
    })
    const toggle = document.paths['/films/{filmId}'].patch.requestBody
    expect(toggle).toMatchObject({
      required: false,
      content: { 'application/json': { example: { isPublished: true } } },
    })
  })

  it('says who may ask', () => {
    expect(document.paths['/films'].get.security).toEqual([{}, { cookie: [] }, { bearer: [] }])
    expect(document.paths['/films'].post.security).toEqual([{ cookie: [] }, { bearer: [] }])
  })

  it('shows examples that the shapes themselves accept', () => {
    const { example } = document.paths['/films'].get.responses[200].content['application/json']
    expect(z.array(Film).safeParse(example.data).error).toBeUndefined()
    expect(example.data[0]).toMatchObject({ owner: { username: 'username' }, title: 'title' })
  })
})
