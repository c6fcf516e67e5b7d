import type { Endpoint } from './endpoint.ts'

/** Where front ends contradict each other: the answers of some operations, and the routes of two. */
export interface Dialects {
  /** The endpoints with the routes that the chosen dialects give them. */
  endpoints(all: Endpoint[]): Endpoint[]
  /** For the API's document: how its answers differ from what it shows. Null: they do not. */
  description: string | null
  /** Null for an operation that every dialect speaks alike. */
  translation(id: string): Translate | null
}

export interface Answer {
  data: unknown
  nextCursor: string | null | undefined
}
export type Translate = (answer: Answer) => Answer

interface PageLike {
  docs: unknown[]
  totalDocs: number
  page: number
  nextCursor: string | null
}

export function createDialects(names: readonly string[]): Dialects {
  const chosen = new Set(names)
  const differences = [...chosen].flatMap((name) => (inWords[name] ? [`\`${name}\`: ${inWords[name]}`] : []))
  return {
    description:
      differences.length > 0
        ? `This server speaks dialects (\`API_DIALECTS\`). Routes are shown as they are; schemas and examples are those of the default. ${differences.join(' ')}`
        : null,
    endpoints: (all) => (chosen.has('reference-subscriptions') ? withSubscriptionsSwapped(all) : all),
    translation(id) {
      const name = listNames[id]
      if (name && chosen.has('array-lists')) return asArray
      if (name && chosen.has('named-lists')) return withNames(name)
      return chosen.has('owner-ids') && playlistOperations.has(id) ? withOwnerIds : null
    },
  }
}

const inWords: Record<string, string> = {
  'named-lists':
    '`getAllVideos` and `getVideoComments` also give `docs` as `videos` or `comments`, `totalDocs` as `totalVideos` or `totalComments`, and `page` as `currentPage`.',
  'array-lists':
    '`getAllVideos` and `getVideoComments` answer the rows alone as `data`, and `nextCursor` beside it while there is more.',
  'reference-subscriptions':
    '`GET /subscriptions/c/:id` is `getSubscribedChannels` and `GET /subscriptions/u/:id` is `getUserChannelSubscribers`.',
  'owner-ids': 'The `owner` of a playlist is an id.',
}

const listNames: Record<string, 'videos' | 'comments'> = {
  getAllVideos: 'videos',
  getVideoComments: 'comments',
}

const totalNames = { videos: 'totalVideos', comments: 'totalComments' }

const asArray: Translate = ({ data }) => {
  const { docs, nextCursor } = data as PageLike
  return { data: docs, nextCursor }
}

const withNames =
  (name: 'videos' | 'comments'): Translate =>
  ({ data, nextCursor }) => {
    const page = data as PageLike
    const named = { ...page, [name]: page.docs, [totalNames[name]]: page.totalDocs, currentPage: page.page }
    return { data: named, nextCursor }
  }

const playlistOperations = new Set([
  'createPlaylist',
  'getUserPlaylists',
  'getPlaylistById',
  'addVideoToPlaylist',
  'removeVideoFromPlaylist',
  'reorderPlaylist',
  'updatePlaylist',
])

const withOwnerIds: Translate = ({ data, nextCursor }) => ({
  data: Array.isArray(data) ? data.map(ownerAsId) : ownerAsId(data),
  nextCursor,
})

function ownerAsId(playlist: unknown): unknown {
  const { owner, ...rest } = playlist as { owner: { _id: string } }
  return { ...rest, owner: owner._id }
}

/** The reference wires `/c/:id` to the channels a user follows and `/u/:id` to a channel's subscribers. */
function withSubscriptionsSwapped(all: Endpoint[]): Endpoint[] {
  const subscribers = all.find(({ id }) => id === 'getUserChannelSubscribers')
  const channels = all.find(({ id }) => id === 'getSubscribedChannels')
  if (!subscribers || !channels) return all
  return all.map((endpoint) => {
    if (endpoint === subscribers) return withPlaceOf(subscribers, channels)
    if (endpoint === channels) return withPlaceOf(channels, subscribers)
    return endpoint
  })
}

/**
 * An endpoint at another's main route, with the name that its id has there: a path that stands twice in the API's document
 * under two names would be one that its readers refuse. The handler finds the id under the name that it knows.
 */
function withPlaceOf(endpoint: Endpoint, place: Endpoint): Endpoint {
  const [name = ''] = Object.keys(endpoint.params)
  const [named = ''] = Object.keys(place.params)
  return {
    ...endpoint,
    route: place.route,
    aliases: endpoint.aliases.map((alias) => alias.replace(`:${name}`, `:${named}`) as typeof alias),
    params: { [named]: endpoint.params[name]! },
    handle: (asked) => endpoint.handle({ ...asked, params: { [name]: asked.params[named] } }),
  }
}
