import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { addVideo } from '../../../test/support/rows.ts'

type Json = { [key: string]: Json }

const site = useSite()

const document = async (): Promise<Json> =>
  (await (await fetch(`${site.url()}/api/v1/openapi.json`)).json()) as Json

/** Every object of a document with the way to it. */
function* objectsIn(value: unknown, way: string[] = []): Generator<{ way: string[]; object: Json }> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield { way, object: value as Json }
  for (const [name, part] of Object.entries(value)) {
    if (!(name === 'example' || name === 'examples')) yield* objectsIn(part, [...way, name])
  }
}

const pointer = (way: string[]): string =>
  `#/${way.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

function checker(whole: Json) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(whole as AnySchema, 'api')
  const at = (way: string[]): Json => way.reduce((part, name) => part[name]!, whole)
  return (way: string[], value: unknown): unknown => {
    // What has a name is compiled once, by its name.
    const place = typeof at(way).$ref === 'string' ? String(at(way).$ref) : pointer(way)
    const check = ajv.getSchema(`api${place}`)
    if (!check) return 'no schema'
    return check(value) ? null : check.errors
  }
}

describe('what the documentation shows', () => {
  it('is valid against its own schema, says an independent validator', async () => {
    const whole = await document()
    const problemsOf = checker(whole)
    const shown = [...objectsIn(whole)].flatMap(({ way, object }) => {
      const schema = 'schema' in object ? [...way, 'schema'] : way
      const values = Object.values(object.examples ?? {}).map((each) => each.value)
      return [...('example' in object ? [object.example] : []), ...values].map((value) => ({ schema, value }))
    })
    const wrong = shown
      .map(({ schema, value }) => ({ at: pointer(schema), value, problems: problemsOf(schema, value) }))
      .filter(({ problems }) => problems !== null)
    expect(wrong).toEqual([])
    expect(shown.length).toBeGreaterThan(500)
  })

  it('can be sent as it stands, with ids of one’s own', async () => {
    const { paths } = await document()
    const bodyOf = (path: string, method: string) =>
      paths![path]![method]!.requestBody!.content!['application/json']!.example!
    const { ann } = await site.scene()
    const [film, other] = [await addVideo(site.app(), ann), await addVideo(site.app(), ann)]
    const comment = bodyOf('/comments/{videoId}', 'post')
    expect(await ann.post(`/comments/${film._id}`, comment)).toMatchObject({ status: 201 })
    const { _id: list } = (await ann.post('/playlist', bodyOf('/playlist', 'post'))).data
    for (const { _id } of [film, other]) await ann.patch(`/playlist/add/${_id}/${list}`)
    const move = { ...bodyOf('/playlist/{playlistId}/order', 'patch'), videoId: other._id }
    const moved = await ann.patch(`/playlist/${list}/order`, move)
    expect(moved).toMatchObject({ status: 200, data: { videos: [other._id, film._id] } })
    const passwords = { ...bodyOf('/users/change-password', 'post'), oldPassword: ann.password }
    expect(passwords).toHaveProperty('currentPassword', bodyOf('/users/login', 'post').password)
    expect(await ann.post('/users/change-password', passwords)).toMatchObject({ status: 200 })
  })

  it('has a shape wherever it is JSON', async () => {
    const shapeless = [...objectsIn(await document())].filter(
      ({ way, object }) => /json$/.test(way.at(-1) ?? '') && !('schema' in object),
    )
    expect(shapeless).toEqual([])
  })

  it('says nothing twice, and no ranges that mean nothing', async () => {
    const whole = await document()
    expect(JSON.stringify(whole)).not.toContain(String(Number.MAX_SAFE_INTEGER))
    const { PublishVideoForm, VideoCard, Playlist } = whole.components!.schemas!
    expect(PublishVideoForm!.properties!.isPublished).toMatchObject({ type: 'boolean' })
    expect(PublishVideoForm!.properties!.isPublished).not.toHaveProperty('anyOf')
    expect(VideoCard!.properties!.likesCount).toEqual({ type: 'integer', minimum: 0 })
    for (const shape of [VideoCard, Playlist]) {
      expect(shape!.properties!.privacy).toEqual({ type: 'string', enum: ['public', 'unlisted', 'private'] })
    }
  })

  it('has a name for every shape', async () => {
    const nameless = [...objectsIn(await document())]
      .filter(({ object }) => typeof object.properties === 'object')
      .map(({ way }) => way.join('/'))
      .filter((way) => !/^components\/schemas\/\w+$/.test(way))
    expect(nameless).toEqual([])
  })
})
