import { infiniteQueryOptions } from '@tanstack/react-query'
import { callWhole } from '../../api/client.ts'

const pageLength = 50

/** A playlist whose videos go on as it is read; each page tells of the playlist too. */
export const playlistQuery = (playlistId: string) =>
  infiniteQueryOptions({
    queryKey: ['getPlaylistById', playlistId],
    queryFn: ({ pageParam, signal }) =>
      callWhole('getPlaylistById', {
        params: { playlistId },
        query: { limit: pageLength, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
