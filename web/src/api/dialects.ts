import type { Envelope, OperationName } from './client.ts'
import { routes } from './operations.ts'

/**
 * A server may speak other dialects than the default (docs/dialects.md). What they change is brought home here, so that
 * nothing else needs to know; that a list is a plain array is understood by pages.ts.
 */

/** These two swap their addresses in `reference-subscriptions`; the longer ones always mean the same. */
const steady: Partial<Record<OperationName, string>> = {
  getSubscribedChannels: 'GET /subscriptions/u/:subscriberId/channels',
  getUserChannelSubscribers: 'GET /subscriptions/c/:channelId/subscribers',
}

export const routeOf = (name: OperationName): string => steady[name] ?? routes[name]

const ofPlaylists: readonly OperationName[] = [
  ...(['createPlaylist', 'getUserPlaylists', 'getPlaylistById', 'updatePlaylist'] as const),
  ...(['addVideoToPlaylist', 'removeVideoFromPlaylist', 'reorderPlaylist'] as const),
]

/** In `owner-ids` the owner of a playlist is an id: then there is an owner of whom nothing else is known. */
export function inDefaultDialect<Data>(name: OperationName, envelope: Envelope<Data>): Envelope<Data> {
  if (!ofPlaylists.includes(name)) return envelope
  const { data } = envelope
  return { ...envelope, data: (Array.isArray(data) ? data.map(withOwner) : withOwner(data)) as Data }
}

function withOwner(playlist: unknown): unknown {
  const { owner, ...rest } = playlist as { owner: unknown }
  if (typeof owner !== 'string') return playlist
  return {
    ...rest,
    owner: { _id: owner, username: '', fullName: '', fullname: '', avatar: '', avatarSmall: '' },
  }
}
