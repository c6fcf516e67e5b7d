import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { listPage } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { VideoCard } from './card.tsx'
import styles from './watch-page.module.css'

const shown = 20
const longestQueue = 100

/** The playlist that is being played; without one, what else there is to watch. */
export function useUpNext(videoId: string, list: string | undefined) {
  const queue = useQuery({
    queryKey: ['getPlaylistById', list, 'queue'],
    queryFn: ({ signal }) =>
      call('getPlaylistById', { params: { playlistId: list! }, query: { limit: longestQueue }, signal }),
    enabled: list !== undefined,
  })
  const others = useQuery({
    queryKey: ['getAllVideos', 'up next'],
    queryFn: ({ signal }) => listPage('getAllVideos', { query: { limit: shown + 1 }, signal }),
    enabled: list === undefined || queue.isError,
    staleTime: 5 * 60_000,
  })
  if (queue.data) {
    const { videos, name, isWatchLater } = queue.data
    const next = videos[videos.findIndex(({ _id }) => _id === videoId) + 1] ?? null
    return { title: isWatchLater ? text.nav.watchLater : name, videos, list, next }
  }
  const videos = (others.data?.rows ?? []).filter(({ _id }) => _id !== videoId).slice(0, shown)
  return { title: text.watch.upNext, videos, list: undefined, next: null }
}

interface UpNextProps {
  upNext: ReturnType<typeof useUpNext>
  videoId: string
}

export function UpNext({ upNext: { title, videos, list }, videoId }: UpNextProps) {
  if (videos.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className={styles.upNextTitle} dir="auto">
        {title}
      </h2>
      <ul className={styles.upNext}>
        {videos.map((video) => (
          <li key={video._id} className={video._id === videoId ? styles.current : undefined}>
            <VideoCard video={video} look="small" list={list} />
          </li>
        ))}
      </ul>
    </section>
  )
}
