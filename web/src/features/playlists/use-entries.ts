import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, type Envelope } from '../../api/client.ts'
import type { PlaylistDetail, VideoCard } from '../../api/operations.ts'
import { sayError } from '../../ui/toasts.tsx'
import { playlistQuery } from './queries.ts'

type Pages = InfiniteData<Envelope<PlaylistDetail>>

/** Moves videos of a playlist and takes them out: shown at once, looked up again where it did not happen. */
export function useEntries(playlistId: string, videos: VideoCard[]) {
  const client = useQueryClient()
  const { queryKey } = playlistQuery(playlistId)
  // What is shown is right already; the queue beside a player and the list of playlists are not.
  const onSuccess = (): void => {
    void client.invalidateQueries({ queryKey, refetchType: 'none' })
    void client.invalidateQueries({ queryKey: ['getUserPlaylists'] })
  }
  const onError = (error: unknown): void => {
    sayError(error)
    void client.invalidateQueries({ queryKey })
  }
  // One after another: each says where it stands in the order that the one before has made.
  const scope = { id: playlistId }
  const reorder = useMutation({
    mutationFn: (body: { videoId: string; afterVideoId: string | null }) =>
      call('reorderPlaylist', { params: { playlistId }, body }),
    ...{ scope, onSuccess, onError },
  })
  const take = useMutation({
    mutationFn: (videoId: string) => call('removeVideoFromPlaylist', { params: { videoId, playlistId } }),
    ...{ scope, onSuccess, onError },
  })
  const show = (rows: VideoCard[]): void => {
    const gone = videos.length - rows.length
    client.setQueryData<Pages>(queryKey, (data) => data && withVideos(data, rows, gone))
  }
  return {
    move(from: number, to: number): void {
      const moved = videos[from]!
      const rows = videos.toSpliced(from, 1).toSpliced(to, 0, moved)
      show(rows)
      reorder.mutate({ videoId: moved._id, afterVideoId: rows[to - 1]?._id ?? null })
    },
    remove(videoId: string): void {
      show(videos.filter(({ _id }) => _id !== videoId))
      take.mutate(videoId)
    },
  }
}

/** The same pages with these rows, each as long as it was; what is left over stands on the last. */
function withVideos(data: Pages, rows: VideoCard[], gone: number): Pages {
  let begin = 0
  const pages = data.pages.map((page, index) => {
    const isLast = index === data.pages.length - 1
    const end = isLast ? rows.length : begin + page.data.videos.length
    const videos = rows.slice(begin, end)
    begin = end
    return { ...page, data: { ...page.data, videos, totalVideos: page.data.totalVideos - gone } }
  })
  return { ...data, pages }
}
