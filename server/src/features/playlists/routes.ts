import { z } from 'zod'
import { endpoint, reply } from '../../http/endpoint.ts'
import { Id, Nothing } from '../../http/fields.ts'
import { paging } from '../../lists/schemas.ts'
import type { PresentPlaylists } from './presenter.ts'
import { NewPlaylistBody, OrderBody, PlaylistAnswer, PlaylistChangesBody, PlaylistDetail } from './schemas.ts'
import type { Playlists } from './service.ts'

interface Parts {
  playlists: Playlists
  present: PresentPlaylists
}

const params = { playlistId: Id }
const entry = { videoId: Id, playlistId: Id }

export const playlistRoutes = ({ playlists, present }: Parts) => [
  endpoint({
    id: 'createPlaylist',
    route: 'POST /playlist',
    aliases: ['POST /playlists'],
    summary: 'Make a playlist',
    description: 'One may have 500, beside Watch later.',
    access: 'user',
    body: NewPlaylistBody,
    answer: PlaylistAnswer,
    status: 201,
    message: 'The playlist was made',
    errors: ['playlist_not_found', 'too_many_playlists'],
    handle: async ({ body, viewer, client, also }) =>
      present.listed(await playlists.createPlaylist(viewer, body, also), client.baseUrl),
    again: async ({ viewer, client }, id) =>
      present.listed(await playlists.listed(viewer, id), client.baseUrl),
  }),

  endpoint({
    id: 'getUserPlaylists',
    route: 'GET /playlist/user/:userId',
    aliases: ['GET /playlists/user/:userId'],
    summary: "A user's playlists, newest first",
    description:
      'Others see the public ones; the owner sees all, Watch later among them. Each comes with the ids of its first 50 videos.',
    access: 'optional',
    isShared: true,
    params: { userId: Id },
    query: paging,
    answer: z.array(PlaylistAnswer),
    message: 'Playlists',
    errors: ['user_not_found', 'invalid_cursor', 'page_too_deep'],
    handle: async ({ params, query, viewer, client }) => {
      const asked = { viewer, paging: query, userId: params.userId, baseUrl: client.baseUrl }
      const { docs, nextCursor } = await playlists.getUserPlaylists(asked)
      return reply(docs, { nextCursor })
    },
  }),

  endpoint({
    id: 'getPlaylistById',
    route: 'GET /playlist/:playlistId',
    aliases: ['GET /playlists/:playlistId'],
    summary: 'A playlist with its videos, in its order',
    description:
      'Videos that the viewer may not see are left out. The videos page as those of a plain list do: 500 when nobody asks for pages.',
    access: 'optional',
    isShared: true,
    params,
    query: paging,
    answer: PlaylistDetail,
    message: 'The playlist',
    errors: ['playlist_not_found', 'invalid_cursor', 'page_too_deep'],
    handle: async ({ params, query, viewer, client }) => {
      const asked = { viewer, paging: query, playlistId: params.playlistId, baseUrl: client.baseUrl }
      const { playlist, nextCursor } = await playlists.getPlaylistById(asked)
      return reply(playlist, { nextCursor })
    },
  }),

  endpoint({
    id: 'updatePlaylist',
    route: 'PATCH /playlist/:playlistId',
    aliases: ['PATCH /playlists/:playlistId'],
    summary: 'Change the name, the description or the privacy of a playlist',
    access: 'user',
    params,
    body: PlaylistChangesBody,
    answer: PlaylistAnswer,
    message: 'The playlist was changed',
    errors: ['playlist_not_found', 'not_allowed'],
    handle: async ({ params, body, viewer, client }) =>
      present.listed(await playlists.updatePlaylist(viewer, params.playlistId, body), client.baseUrl),
  }),

  endpoint({
    id: 'deletePlaylist',
    route: 'DELETE /playlist/:playlistId',
    aliases: ['DELETE /playlists/:playlistId'],
    summary: 'Remove a playlist; its videos stay',
    access: 'user',
    params,
    answer: Nothing,
    message: 'The playlist was deleted',
    errors: ['playlist_not_found', 'not_allowed'],
    handle: async ({ params, viewer }) => {
      await playlists.deletePlaylist(viewer, params.playlistId)
      return {}
    },
  }),

  endpoint({
    id: 'addVideoToPlaylist',
    route: 'PATCH /playlist/add/:videoId/:playlistId',
    aliases: ['PATCH /playlists/add/:videoId/:playlistId'],
    summary: 'Put a video at the end of a playlist',
    description: 'A playlist holds 5,000 videos at most.',
    access: 'user',
    params: entry,
    answer: PlaylistAnswer,
    message: 'The video was added',
    errors: ['already_in_playlist', 'playlist_full', 'playlist_not_found', 'video_not_found', 'not_allowed'],
    handle: async ({ params: { playlistId, videoId }, viewer, client }) =>
      present.listed(await playlists.addVideoToPlaylist(viewer, playlistId, videoId), client.baseUrl),
  }),

  endpoint({
    id: 'removeVideoFromPlaylist',
    route: 'PATCH /playlist/remove/:videoId/:playlistId',
    aliases: ['PATCH /playlists/remove/:videoId/:playlistId'],
    summary: 'Take a video out of a playlist',
    access: 'user',
    params: entry,
    answer: PlaylistAnswer,
    message: 'The video was removed',
    errors: ['playlist_not_found', 'not_in_playlist', 'not_allowed'],
    handle: async ({ params: { playlistId, videoId }, viewer, client }) =>
      present.listed(await playlists.removeVideoFromPlaylist(viewer, playlistId, videoId), client.baseUrl),
  }),

  endpoint({
    id: 'reorderPlaylist',
    route: 'PATCH /playlist/:playlistId/order',
    aliases: ['PATCH /playlists/:playlistId/order'],
    summary: 'Move a video within a playlist',
    access: 'user',
    params,
    body: OrderBody,
    answer: PlaylistAnswer,
    message: 'The video was moved',
    errors: ['playlist_not_found', 'not_in_playlist', 'not_allowed'],
    handle: async ({ params, body, viewer, client }) =>
      present.listed(await playlists.reorderPlaylist(viewer, params.playlistId, body), client.baseUrl),
  }),
]
