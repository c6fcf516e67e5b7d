import { useInfiniteQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { isApiError } from '../../api/errors.ts'
import type { PlaylistDetail, VideoCard as Video } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { shownName } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Endless } from '../../ui/endless.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ErrorState, NotFound } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useViewer } from '../users/viewer.ts'
import { Entries } from './entries.tsx'
import { PlaylistActions } from './playlist-actions.tsx'
import styles from './playlists.module.css'
import { playlistQuery } from './queries.ts'

export function PlaylistView({ playlistId }: { playlistId: string }) {
  const query = useInfiniteQuery(playlistQuery(playlistId))
  const { error, data } = query
  if (isApiError(error) && [400, 404].includes(error.status)) return <NotFound />
  if (error && !data) return <ErrorState error={error} retry={() => void query.refetch()} isPage />
  const playlist = data?.pages[0]?.data
  if (!playlist) return <Skeleton blockSize="20rem" />
  const videos = [
    ...new Map(data.pages.flatMap((page) => page.data.videos).map((video) => [video._id, video])).values(),
  ]
  return (
    <div className={styles.page}>
      <title>{text.title(nameOf(playlist))}</title>
      <AboutPlaylist playlist={playlist} videos={videos} />
      <div>
        <h2 className="visually-hidden">{text.channel.videos}</h2>
        <Entries playlist={playlist} videos={videos} />
        <Endless query={query} />
      </div>
    </div>
  )
}

const nameOf = ({ name, isWatchLater }: PlaylistDetail): string => (isWatchLater ? text.nav.watchLater : name)

function AboutPlaylist({ playlist, videos }: { playlist: PlaylistDetail; videos: Video[] }) {
  const { _id, description, totalVideos, totalViews, thumbnail, privacy } = playlist
  const [first] = videos
  const owner = useOwner(playlist, videos)
  return (
    <section className={styles.about}>
      {totalVideos > 0 && <img src={thumbnail} alt="" width={480} height={270} />}
      <h1 dir="auto">{nameOf(playlist)}</h1>
      <p className={styles.quiet}>
        <Facts>
          {owner && (
            <Link to="channel" params={{ username: owner.username }}>
              <bdi>{shownName(owner.fullName)}</bdi>
            </Link>
          )}
          {text.channel.videosCount(totalVideos)}
          {text.video.views(totalViews)}
          {privacy !== 'public' && text.video[privacy]}
        </Facts>
      </p>
      {description && <p dir="auto">{description}</p>}
      <div className={styles.actions}>
        {first && (
          <Link
            to="watch"
            params={{ videoId: first._id }}
            search={{ list: _id }}
            className={buttonClass({ look: 'strong' })}
          >
            <Play size={18} aria-hidden />
            {text.playlist.playAll}
          </Link>
        )}
        <PlaylistActions playlist={playlist} />
      </div>
    </section>
  )
}

/** A server that tells only the id has perhaps told the rest elsewhere. */
function useOwner({ owner }: PlaylistDetail, videos: Video[]) {
  const { viewer } = useViewer()
  const known = [owner, viewer, ...videos.map((video) => video.owner)]
  return known.find((one) => one?._id === owner._id && one.username)
}
