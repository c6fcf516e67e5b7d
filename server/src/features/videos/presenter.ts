import type { z } from 'zod'
import type { MediaUrls } from '../../http/media-urls.ts'
import { isOwner } from '../../policy.ts'
import type { Viewer } from '../../viewer.ts'
import { presentOwner } from '../users/presenter.ts'
import type { Seen } from './details.ts'
import { placedKey } from './files/keys.ts'
import { isOpen } from './policy.ts'
import type { VideoCard as CardAnswer, Processing, VideoAnswer, VideoDetail } from './schemas.ts'
import type { Hls, Video, VideoCard } from './store.ts'

type Face = Omit<z.input<typeof CardAnswer>, 'views' | 'likesCount' | 'commentsCount'>

export type PresentVideos = ReturnType<typeof createVideoPresenter>

/** Stands for the thumbnail until there is one. */
const placeholder = { large: '/media/placeholder.jpg', small: '/media/placeholder-small.jpg' }

/** It may tell where it was filmed, so its link lives only as long as a download needs to begin. */
const rawUploadTtlSeconds = 3600

/** Makes addresses of keys; `baseUrl` is where this client reaches the server. */
export function createVideoPresenter(urls: Pick<MediaUrls, 'url' | 'ownUrl' | 'grantedUrl'>) {
  /**
   * Who is shown a closed video may see it, so the addresses of its files carry a token. Those of an open one never
   * do, also while its files are on their way: a token would outlive the next closing.
   */
  const linkFor = (video: Pick<VideoCard, 'privacy' | 'isPublished'>, baseUrl: string) => {
    const open = isOpen(video)
    return (key: string) => {
      const placed = placedKey(key, open)
      if (!open) return urls.grantedUrl(baseUrl, placed)
      return placed === key ? urls.url(baseUrl, key) : urls.ownUrl(baseUrl, placed)
    }
  }

  /** The picture of a video, or what stands for one. */
  const thumbnail = (
    video: Pick<VideoCard, 'privacy' | 'isPublished' | 'thumbnail'> | null,
    baseUrl: string,
  ): string => (video?.thumbnail ? linkFor(video, baseUrl)(video.thumbnail) : baseUrl + placeholder.large)

  /** The counts are given apart where they are newer than the card. */
  function card(video: VideoCard, baseUrl: string, counts = video.counts): z.input<typeof CardAnswer> {
    const { views, likes: likesCount, comments: commentsCount } = counts
    return { ...facesOf(video, baseUrl), views, likesCount, commentsCount }
  }

  /** Cards and videos are kept, so what they show but the counts is made once. */
  const faces = new WeakMap<VideoCard, { baseUrl: string; face: Face }>()

  function facesOf(video: VideoCard, baseUrl: string): Face {
    const known = faces.get(video)
    if (known?.baseUrl === baseUrl) return known.face
    const made = face(video, baseUrl)
    // The token in an address of a closed one runs out.
    if (isOpen(video)) faces.set(video, { baseUrl, face: made })
    return made
  }

  function face(video: VideoCard, baseUrl: string): Face {
    const link = linkFor(video, baseUrl)
    return {
      _id: video.id,
      title: video.title,
      description: video.description,
      tags: video.tags,
      thumbnail: thumbnail(video, baseUrl),
      thumbnailSmall: video.thumbnailSmall ? link(video.thumbnailSmall) : baseUrl + placeholder.small,
      storyboard: video.storyboard && link(video.storyboard),
      videoFile: video.progressive && link(video.progressive),
      duration: video.durationSeconds,
      privacy: video.privacy,
      isPublished: video.isPublished,
      publishedAt: video.publishedAt?.toISOString() ?? null,
      createdAt: video.createdAt.toISOString(),
      updatedAt: video.updatedAt.toISOString(),
      owner: presentOwner(video.owner, (key) => urls.url(baseUrl, key)),
    }
  }

  /** Made for one viewer each time: what only the owner gets is never kept. */
  function whole(
    viewer: Viewer | null,
    video: Video,
    baseUrl: string,
    counts = video.counts,
  ): z.input<typeof VideoAnswer> {
    const link = linkFor(video, baseUrl)
    const shown = card(video, baseUrl, counts)
    return {
      ...shown,
      poster: video.poster && link(video.poster),
      sources: {
        // The stable address names the newest generation, but only an open video has one.
        hls: video.hls && (isOpen(video) ? `${baseUrl}/media/${video.id}/master.m3u8` : link(video.hls.key)),
        progressive: shown.videoFile,
        original: video.source && isOwner(viewer, video) ? rawUpload(video.source, baseUrl) : null,
      },
      captions: [],
      commentsEnabled: video.commentsEnabled,
      processing: presentProcessing(video),
    }
  }

  const rawUpload = (key: string, baseUrl: string): string =>
    urls.grantedUrl(baseUrl, key, rawUploadTtlSeconds)

  function detail(viewer: Viewer | null, { video, counts, subscribersCount, flags }: Seen, baseUrl: string) {
    const shown = whole(viewer, video, baseUrl, counts)
    return {
      ...shown,
      owner: { ...shown.owner, subscribersCount, isSubscribed: flags.isSubscribed },
      isLiked: flags.isLiked,
      position: flags.position,
    } satisfies z.input<typeof VideoDetail>
  }

  return { card, whole, detail, thumbnail }
}

/** How far the making of a video is, and what has come of it. */
export const presentProcessing = ({
  processing,
  hls,
}: Pick<Video, 'processing' | 'hls'>): z.input<typeof Processing> => ({
  ...processing,
  renditions: (hls?.renditions ?? []).map(rendition),
})

const rendition = ({ width, height, frameRate, averageBitRate }: Hls['renditions'][number]) => ({
  name: `${Math.min(width, height)}p`,
  ...{ width, height, frameRate },
  bitRate: Math.round(averageBitRate),
})
