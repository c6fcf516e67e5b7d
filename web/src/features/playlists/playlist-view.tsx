import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, ListVideo, Play, Trash2 } from 'lucide-react'
import { call, callWhole } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import type { PlaylistDetail, VideoCard as Video } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { text } from '../../text/text.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Endless } from '../../ui/endless.tsx'
import { EmptyState, ErrorState, NotFound } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { sayError } from '../../ui/toasts.tsx'
import { useViewer } from '../users/viewer.ts'
import { VideoCard } from '../videos/card.tsx'
import { PlaylistActions } from './playlist-actions.tsx'
import styles from './playlists.module.css'

const pageLength = 50

export function PlaylistView({ playlistId }: { playlistId: string }) {
  const query = useInfiniteQuery({
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
        {owner && (
          <>
            <Link to="channel" params={{ username: owner.username }}>
              <bdi>{owner.fullName}</bdi>
            </Link>
            {' · '}
          </>
        )}
        {text.channel.videosCount(totalVideos)} · {text.video.views(totalViews)}
        {privacy !== 'public' && ` · ${text.video[privacy]}`}
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

function Entries({ playlist, videos }: { playlist: PlaylistDetail; videos: Video[] }) {
  const { viewer } = useViewer()
  const isOwn = viewer?._id === playlist.owner._id
  const { move, remove } = useEntries(playlist._id, videos)
  if (videos.length === 0) return <EmptyState icon={ListVideo} title={text.playlist.empty} />
  return (
    <ol className={styles.entries}>
      {videos.map((video, index) => (
        <li key={video._id} className={styles.entry}>
          <span className={styles.number} aria-hidden="true">
            {index + 1}
          </span>
          <VideoCard
            video={video}
            look="small"
            list={playlist._id}
            actions={
              isOwn && (
                <div className={styles.actions}>
                  <Button
                    isIcon
                    isSmall
                    look="quiet"
                    aria-label={text.playlist.moveUp(video.title)}
                    disabled={index === 0}
                    onClick={() => move.mutate({ from: index, to: index - 1 })}
                  >
                    <ArrowUp size={16} aria-hidden />
                  </Button>
                  <Button
                    isIcon
                    isSmall
                    look="quiet"
                    aria-label={text.playlist.moveDown(video.title)}
                    disabled={index === videos.length - 1}
                    onClick={() => move.mutate({ from: index, to: index + 1 })}
                  >
                    <ArrowDown size={16} aria-hidden />
                  </Button>
                  <Button
                    isIcon
                    isSmall
                    look="quiet"
                    aria-label={text.playlist.remove(video.title)}
                    onClick={() => remove.mutate(video._id)}
                  >
                    <Trash2 size={16} aria-hidden />
                  </Button>
                </div>
              )
            }
          />
        </li>
      ))}
    </ol>
  )
}

function useEntries(playlistId: string, videos: Video[]) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: ['getPlaylistById', playlistId] })
  const move = useMutation({
    mutationFn: ({ from, to }: { from: number; to: number }) => {
      const before = to < from ? videos[to - 1] : videos[to]
      const body = { videoId: videos[from]!._id, afterVideoId: before?._id ?? null }
      return call('reorderPlaylist', { params: { playlistId }, body })
    },
    onSuccess: refresh,
    onError: sayError,
  })
  const remove = useMutation({
    mutationFn: (videoId: string) => call('removeVideoFromPlaylist', { params: { videoId, playlistId } }),
    onSuccess: refresh,
    onError: sayError,
  })
  return { move, remove }
}
