import type { Endpoint } from '../../../src/http/endpoint.ts'
import type { Person, TestSite } from '../../support/app.ts'
import { pictureFile } from '../../support/form.ts'
import { addVideo } from '../../support/rows.ts'
import { makeVideo } from '../../support/samples.ts'
import { fileOf, smallVideo } from '../../support/videos.ts'
import type { Content } from './ask.ts'
import { bodyExample } from './shapes.ts'

/** A request that is answered with success. */
export interface Good {
  params: Record<string, string>
  body: Record<string, unknown> | undefined
  files: Record<string, File>
}

type Things = Record<string, string>
type Privacy = 'public' | 'private'

/**
 * People, and things of theirs by the names that paths and bodies call them. What a new endpoint needs beyond its
 * documented example and these things is said in `special`, nowhere else.
 */
export function createWorld(site: TestSite) {
  let people: Promise<Record<'ann' | 'bob' | 'carl' | 'dan', Person>> | undefined
  const everybody = () => {
    people ??= Promise.all(['ann', 'bob', 'carl', 'dan'].map((name) => site.signUp(name))).then(
      ([ann, bob, carl, dan]) => ({ ann: ann!, bob: bob!, carl: carl!, dan: dan! }),
    )
    return people
  }
  /** Somebody new where the last one of the name has left. */
  async function signedIn(name: 'ann' | 'bob'): Promise<Person> {
    const all = await everybody()
    if ((await all[name].get('/users/current-user')).status !== 200) all[name] = await site.signUp(name)
    return all[name]
  }
  /** Who owns everything. */
  const owner = () => signedIn('ann')

  const made = async (by: Person, path: string, body: object): Promise<string> => {
    const answer = await by.post(path, body)
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.message}`)
    return answer.data._id
  }

  /** By the name of a parameter. Made when they are asked for. */
  const makers: Record<string, (ann: Person, privacy: Privacy) => Promise<string>> = {
    videoId: async (ann, privacy) => (await addVideo(site.app(), ann, { privacy }))._id,
    commentId: async (ann, privacy) => {
      const { _id } = await addVideo(site.app(), ann, { privacy })
      return made(ann, `/comments/${_id}`, { content: 'First' })
    },
    tweetId: (ann) => made(ann, '/tweets', { content: 'Hello' }),
    playlistId: (ann, privacy) => made(ann, '/playlist', { name: 'Best', privacy }),
    // With whom nobody has anything to do: may also be blocked.
    userId: async () => (await everybody()).dan._id,
    subscriberId: async (ann) => ann._id,
    channelId: async () => (await everybody()).carl._id,
    username: async (ann) => ann.username,
    id: async (ann) => {
      await site.visitor().logIn(ann)
      const { data } = await ann.get('/users/sessions')
      return data.find((session: { isCurrent: boolean }) => !session.isCurrent)._id
    },
  }

  const namesOf = ({ route }: Endpoint): string[] => [...route.matchAll(/:(\w+)/g)].map(([, name]) => name!)

  async function thingsFor(endpoint: Endpoint, privacy: Privacy = 'public'): Promise<Things> {
    const ann = await owner()
    const made = await Promise.all(
      namesOf(endpoint).map(async (name) => {
        const make = makers[name]
        if (!make) throw new Error(`Say in test/generated/support/world.ts what ":${name}" is`)
        return [name, await make(ann, privacy)] as const
      }),
    )
    return Object.fromEntries(made)
  }

  async function good(endpoint: Endpoint): Promise<Good> {
    const ann = await owner()
    const params = await thingsFor(endpoint)
    const files = await filesFor(endpoint)
    const plain = { params, files, body: bodyExample(endpoint) }
    const more = await special[endpoint.id]?.({ ann, params })
    return { ...plain, ...(more && { body: { ...plain.body, ...more } }) }
  }

  return {
    owner,
    other: () => signedIn('bob'),
    thingsFor,
    good,
    /** Kinds of things that somebody can keep private. */
    hidable: ['videoId', 'commentId', 'playlistId'],
  }
}

interface At {
  ann: Person
  params: Things
}

let newcomers = 0

/** Before a good request can be made, and what its body needs beyond the documented example. */
const special: Record<string, (at: At) => Promise<Record<string, unknown> | undefined>> = {
  registerUser: async () => {
    newcomers += 1
    return { username: `newcomer-${newcomers}`, email: `newcomer-${newcomers}@example.org` }
  },
  loginUser: async ({ ann }) => ({ username: ann.username, email: ann.email, password: ann.password }),
  // The one that is current: an older one would end the session.
  refreshAccessToken: async ({ ann }) => {
    const { data } = await ann.post('/users/refresh-token', { refreshToken: ann.refreshToken })
    ann.refreshToken = data.refreshToken
    return { refreshToken: ann.refreshToken }
  },
  changeCurrentPassword: async ({ ann: { password } }) => ({
    ...{ oldPassword: password, currentPassword: password },
    ...{ newPassword: password, confirmPassword: password },
  }),
  deleteAccount: async ({ ann: { password } }) => ({ password }),
  updateAccountDetails: async ({ ann }) => ({ email: ann.email }),
  addComment: async () => ({ parentId: null }),
  updateSubscription: async ({ ann, params }) => {
    await ann.post(`/subscriptions/c/${params.channelId}`, { subscribed: true })
    return undefined
  },
  removeVideoFromPlaylist: async ({ ann, params }) => {
    await ann.patch(`/playlist/add/${params.videoId}/${params.playlistId}`)
    return undefined
  },
  reorderPlaylist: async ({ ann, params }) => {
    const { data } = await ann.get('/dashboard/videos?limit=1')
    await ann.patch(`/playlist/add/${data[0]._id}/${params.playlistId}`)
    return { videoId: data[0]._id, afterVideoId: null }
  },
}

async function filesFor({ files }: Endpoint): Promise<Record<string, File>> {
  const given = await Promise.all(
    Object.keys(files).map(async (name) => {
      const isVideo = name === 'videoFile'
      return [name, isVideo ? await fileOf(await makeVideo(smallVideo)) : await pictureFile()] as const
    }),
  )
  return Object.fromEntries(given)
}

/** As a form where a file is demanded, as JSON where there is a body at all. */
export function contentOf(endpoint: Endpoint, { body, files }: Good): Content | undefined {
  const needsFile = Object.values(endpoint.files).some((file) => file.required)
  if (needsFile) return { form: formOf(body, files) }
  return body && { json: body }
}

export const formOf = (
  body: Record<string, unknown> | undefined,
  files: Record<string, File>,
): [string, string | File][] => [
  ...Object.entries(body ?? {}).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]),
  ...Object.entries(files),
]
