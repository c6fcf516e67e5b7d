import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { text } from '../../text/text.ts'
import { VideoCard } from './card.tsx'
import styles from './watch-page.module.css'

const shown = 20

/** What else there is to watch. */
export function UpNext({ videoId }: { videoId: string }) {
  const { data } = useQuery({
    queryKey: ['getAllVideos', 'up next'],
    queryFn: ({ signal }) => call('getAllVideos', { query: { limit: shown + 1 }, signal }),
    staleTime: 5 * 60_000,
  })
  const videos = (data?.docs ?? []).filter(({ _id }) => _id !== videoId).slice(0, shown)
  if (videos.length === 0) return null
  return (
    <section aria-label={text.watch.upNext}>
      <h2 className={styles.upNextTitle}>{text.watch.upNext}</h2>
      <ul className={styles.upNext}>
        {videos.map((video) => (
          <li key={video._id}>
            <VideoCard video={video} look="small" />
          </li>
        ))}
      </ul>
    </section>
  )
}
