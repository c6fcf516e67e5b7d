import { useQuery } from '@tanstack/react-query'
import { isApiError } from '../../api/errors.ts'
import { secondsOf } from '../../lib/linked-text.ts'
import { hrefOf } from '../../router/match.ts'
import { useParams, useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { ErrorState, NotFound } from '../../ui/notice.tsx'
import { Player } from '../player/player.tsx'
import styles from './embed-page.module.css'
import { videoQuery } from './queries.ts'

const isOn = (word: string | undefined): boolean => word === '1' || word === 'true'

/** A player alone, for the pages of others. */
export function EmbedPage() {
  const { videoId } = useParams('embed')
  const { start, autoplay, muted } = useSearch('embed')
  const { data: video, error } = useQuery(videoQuery(videoId))
  if (isApiError(error) && [400, 404].includes(error.status)) return <NotFound isFramed />
  if (error) return <ErrorState error={error} isPage />
  if (!video) return null
  const { title, sources, poster, thumbnail, storyboard } = video
  return (
    <main className={styles.page}>
      <title>{text.title(title)}</title>
      <h1 className={styles.title} dir="auto">
        <a href={hrefOf({ to: 'watch', params: { videoId } })} target="_blank" rel="noopener">
          {title}
        </a>
      </h1>
      <Player
        sources={sources}
        poster={poster ?? thumbnail}
        storyboard={storyboard}
        title={title}
        startAt={secondsOf(start)}
        autoPlay={isOn(autoplay)}
        isMuted={isOn(muted)}
      />
    </main>
  )
}
