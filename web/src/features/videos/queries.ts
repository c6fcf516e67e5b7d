import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'

/** How often a video that is being prepared is asked for. */
const lookAgainMs = 2000

/** Asking counts a view, so it is not asked again without need. */
export const videoQuery = (videoId: string) =>
  queryOptions({
    queryKey: ['getVideoById', videoId],
    queryFn: ({ signal }) => call('getVideoById', { params: { videoId }, signal }),
    refetchInterval: ({ state }) =>
      state.data && ['queued', 'processing'].includes(state.data.processing.state) ? lookAgainMs : false,
  })
