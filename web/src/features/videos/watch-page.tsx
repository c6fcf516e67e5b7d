import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LoaderCircle, TriangleAlert } from 'lucide-react'
import { useCallback, useDeferredValue, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import type { VideoDetail } from '../../api/operations.ts'
import { secondsOf } from '../../lib/linked-text.ts'
import { navigate, useParams, useSearch } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { ErrorState, NotFound } from '../../ui/notice.tsx'
import { Comments } from '../comments/comments.tsx'
import { Player } from '../player/player.tsx'
import { useViewer } from '../users/viewer.ts'
import { About } from './about.tsx'
import { videoQuery } from './queries.ts'
import { UpNext, useUpNext } from './up-next.tsx'
import styles from './watch-page.module.css'
import { WatchSkeleton } from './watch-skeleton.tsx'

const theatreKey = 'reelbase.theatre'
/** Nearer to the end than this, a video begins again. */
const endShare = 0.95
const shortestResume = 5

export function WatchPage() {
  const { videoId } = useParams('watch')
  const { data, error, refetch } = useQuery(videoQuery(videoId))
  // Much is made at once: in slices, so that the page answers to people meanwhile.
  const video = useDeferredValue(data)
  if (video) return <Watch key={video._id} video={video} />
  if (!error) return <WatchSkeleton />
  if (isApiError(error) && [400, 404].includes(error.status)) return <NotFound />
  return <ErrorState error={error} retry={() => void refetch()} isPage />
}

function Watch({ video }: { video: VideoDetail }) {
  const player = useRef<HTMLVideoElement>(null)
  const { t, list } = useSearch('watch')
  const upNext = useUpNext(video._id, list)
  const [isTheatre, setTheatre] = useState(() => localStorage.getItem(theatreKey) === 'on')
  const [startAt] = useState(() => (t === undefined ? resumeAt(video) : secondsOf(t)))
  const sources = useFirstSources(video)
  const onProgress = useProgressReport(video)
  const toggleTheatre = useCallback(() => {
    setTheatre((was) => {
      localStorage.setItem(theatreKey, was ? 'off' : 'on')
      return !was
    })
  }, [])
  const seek = useCallback((seconds: number): void => {
    if (!player.current) return
    player.current.currentTime = seconds
    player.current.play().catch(() => {})
    player.current.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <div className={styles.page} data-theatre={isTheatre || undefined}>
      <title>{text.title(video.title)}</title>
      <div className={styles.player}>
        <Player
          handle={player}
          sources={sources}
          poster={video.poster ?? video.thumbnail}
          storyboard={video.storyboard}
          title={video.title}
          startAt={startAt}
          autoPlay
          onEnded={() => {
            if (upNext.next) navigate({ to: 'watch', params: { videoId: upNext.next._id }, search: { list } })
          }}
          onProgress={onProgress}
          onTheatre={toggleTheatre}
        >
          {!sources.hls && !sources.progressive && <NotYet video={video} />}
        </Player>
      </div>
      <div className={styles.about}>
        <About video={video} onSeek={seek} player={player} />
        <Comments video={video} onSeek={seek} />
      </div>
      <div className={styles.beside}>
        <UpNext upNext={upNext} videoId={video._id} />
      </div>
    </div>
  )
}

function resumeAt({ position, duration }: VideoDetail): number {
  return position > shortestResume && position < duration * endShare ? position : 0
}

/** What plays first goes on playing, also when something better comes while it does. */
function useFirstSources({ sources: { hls, progressive } }: VideoDetail) {
  const [first, setFirst] = useState({ hls, progressive })
  const hasNone = !first.hls && !first.progressive
  if (hasNone && (hls || progressive)) setFirst({ hls, progressive })
  return first
}

function useProgressReport({ _id: videoId }: VideoDetail): (position: number) => void {
  const { viewer } = useViewer()
  const client = useQueryClient()
  return (position) => {
    client.setQueryData(videoQuery(videoId).queryKey, (video) => video && { ...video, position })
    if (!viewer) return
    // A position that is lost is no harm: the next one follows.
    call('updateProgress', { params: { videoId }, body: { position } }).catch(() => {})
  }
}

function NotYet({ video: { processing } }: { video: VideoDetail }) {
  if (processing.state === 'failed') {
    return (
      <>
        <TriangleAlert size={32} aria-hidden />
        <h2>{text.watch.failed}</h2>
        {processing.error && <p>{processing.error}</p>}
      </>
    )
  }
  return (
    <div role="status">
      <LoaderCircle size={32} aria-hidden />
      <h2>{text.watch.processing}</h2>
      <p>{text.watch.processingText}</p>
      <progress max={100} value={processing.percent} aria-label={text.watch.processing} />
    </div>
  )
}
