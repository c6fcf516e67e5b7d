import type { z } from 'zod'
import { endpoint, reply } from '../../http/endpoint.ts'
import { Id, Nothing, Toggle } from '../../http/fields.ts'
import { PageOf } from '../../lists/schemas.ts'
import type { PresentVideos } from './presenter.ts'
import { listQuery, NewVideoBody, VideoAnswer, VideoCard, VideoChangesBody, VideoDetail } from './schemas.ts'
import type { Videos } from './service.ts'

interface Parts {
  videos: Videos
  present: PresentVideos
  maxVideoBytes: number
  maxImageBytes: number
}

const wrongVideo = [
  'not_a_video',
  'incomplete_file',
  'codec_not_allowed',
  'dimensions_too_large',
  'video_too_long',
  'frame_rate_too_high',
  'too_many_streams',
  'no_video_stream',
  'probe_timeout',
  'transcoding_unavailable',
] as const
const wrongPicture = ['unsupported_file_type', 'not_a_picture', 'picture_too_large'] as const
const params = { videoId: Id }

const published = (data: z.input<typeof VideoAnswer>) => reply(data, { message: outcomeOf(data) })

function outcomeOf({ videoFile, isPublished, privacy }: z.input<typeof VideoAnswer>): string {
  if (!videoFile) return 'The video was uploaded and is being prepared'
  if (!isPublished) return 'The video was uploaded, and is not published yet'
  if (privacy === 'private') return 'The video was uploaded, for nobody else to see'
  return 'The video was published'
}

export const videoRoutes = ({ videos, present, maxVideoBytes, maxImageBytes }: Parts) => [
  endpoint({
    id: 'getAllVideos',
    route: 'GET /videos',
    summary: 'Published videos, newest first',
    access: 'optional',
    isShared: true,
    query: listQuery,
    answer: PageOf(VideoCard),
    message: 'Videos',
    errors: ['invalid_cursor', 'page_too_deep', 'search_too_slow'],
    handle: ({ query, viewer, client }) => {
      const { page, limit, cursor, query: words, search, sortBy, sortType, userId } = query
      const paging = { page, limit, cursor }
      const filter = { query: words ?? search, sortBy, sortType, userId }
      return videos.getAllVideos({ viewer, paging, ...filter, baseUrl: client.baseUrl })
    },
  }),

  endpoint({
    id: 'publishVideo',
    route: 'POST /videos',
    aliases: ['POST /videos/publish'],
    summary: 'Upload a video',
    description:
      'Answered when file and row are safe. A video that browsers play is there at once; renditions follow, see `processing`.',
    access: 'user',
    body: NewVideoBody,
    files: {
      videoFile: { required: true, maxBytes: maxVideoBytes, description: 'The video.', aliases: ['video'] },
      thumbnail: { required: false, maxBytes: maxImageBytes, description: 'Missing: a frame is taken.' },
    },
    answer: VideoAnswer,
    status: 201,
    message: 'The video was published',
    errors: ['video_not_found', 'storage_full', 'overloaded', ...wrongVideo, ...wrongPicture],
    handle: async ({ body, files, viewer, client, also }) => {
      const upload = { ...body, video: files.videoFile, thumbnail: files.thumbnail }
      return published(
        present.whole(viewer, await videos.publishVideo(viewer, upload, client.signal, also), client.baseUrl),
      )
    },
    again: async ({ viewer, client }, id) =>
      published(present.whole(viewer, await videos.requireVisible(viewer, id), client.baseUrl)),
  }),

  endpoint({
    id: 'getVideoById',
    route: 'GET /videos/:videoId',
    summary: 'One video with all that a player needs',
    description:
      'Counts a view once per viewer and half an hour, but not of its owner, nor of what names itself a program rather than a browser; enters the history of a signed-in viewer.',
    access: 'optional',
    params,
    answer: VideoDetail,
    message: 'The video',
    errors: ['video_not_found'],
    handle: async ({ params, viewer, client }) => {
      return present.detail(viewer, await videos.getVideoById(viewer, params.videoId, client), client.baseUrl)
    },
  }),

  endpoint({
    id: 'updateVideo',
    route: 'PATCH /videos/:videoId',
    summary: 'Change what a video says of itself, or its thumbnail',
    access: 'user',
    params,
    body: VideoChangesBody,
    files: {
      thumbnail: { required: false, maxBytes: maxImageBytes, description: 'Takes the place of the old one.' },
    },
    answer: VideoAnswer,
    message: 'The video was changed',
    errors: ['video_not_found', 'not_allowed', 'overloaded', ...wrongPicture],
    handle: async ({ params, body, files, viewer, client }) => {
      const changes = { ...body, thumbnail: files.thumbnail }
      return present.whole(viewer, await videos.updateVideo(viewer, params.videoId, changes), client.baseUrl)
    },
  }),

  endpoint({
    id: 'deleteVideo',
    route: 'DELETE /videos/:videoId',
    summary: 'Remove a video and all that belongs to it',
    access: 'user',
    params,
    answer: Nothing,
    message: 'The video was deleted',
    errors: ['video_not_found', 'not_allowed'],
    handle: async ({ params, viewer }) => {
      await videos.deleteVideo(viewer, params.videoId)
      return {}
    },
  }),

  endpoint({
    id: 'togglePublishStatus',
    route: 'PATCH /videos/toggle/publish/:videoId',
    aliases: ['PATCH /videos/:videoId/toggle-publish'],
    summary: 'Publish a video, or take it back',
    access: 'user',
    params,
    body: Toggle('isPublished'),
    bodyMode: 'lenient',
    answer: VideoAnswer,
    message: 'The publish status was changed',
    errors: ['video_not_found', 'not_allowed'],
    handle: async ({ params, body, viewer, client }) => {
      const video = await videos.togglePublishStatus(viewer, params.videoId, body?.isPublished)
      return present.whole(viewer, video, client.baseUrl)
    },
  }),
]
