/** Rows as the API shows them: plain objects, written out by hand. */

export interface OwnerRow {
  owner_id: string
  username: string
  full_name: string
  avatar: string
}

export interface CardRow extends OwnerRow {
  id: string
  title: string
  description: string
  tags: string[]
  privacy: string
  is_published: boolean
  duration_seconds: number
  progressive_key: string
  thumbnail_key: string
  thumbnail_small_key: string
  storyboard_key: string
  created_at: Date
  updated_at: Date
  published_at: Date
  views: number
  likes: number
  comments: number
}

export interface ProcessingRow {
  hls: {
    key: string
    renditions: { width: number; height: number; frameRate: number; averageBitRate: number }[]
  }
  processing_state: string
  processing_stage: string
  processing_percent: number
  processing_error: string | null
  truncated: boolean
}

export interface DetailRow extends CardRow, ProcessingRow {
  subscribers: number
  comments_enabled: boolean
  poster_key: string
  is_liked: boolean
  is_subscribed: boolean
  position: number
}

export const processing = (row: ProcessingRow) => ({
  state: row.processing_state,
  stage: row.processing_stage,
  percent: row.processing_percent,
  renditions: row.hls.renditions.map(({ width, height, frameRate, averageBitRate }) => ({
    name: `${Math.min(width, height)}p`,
    ...{ width, height, frameRate, bitRate: averageBitRate },
  })),
  error: row.processing_error,
  truncated: row.truncated,
})

export function shapes(baseUrl: string) {
  const link = (key: string): string => `${baseUrl}/media/o/${key.slice(7)}`

  const owner = (row: OwnerRow) => ({
    _id: row.owner_id,
    username: row.username,
    fullName: row.full_name,
    fullname: row.full_name,
    avatar: link(row.avatar),
    avatarSmall: link(row.avatar.replace('-256.jpg', '-64.jpg')),
  })

  const card = (row: CardRow) => ({
    _id: row.id,
    title: row.title,
    description: row.description,
    tags: row.tags,
    thumbnail: link(row.thumbnail_key),
    thumbnailSmall: link(row.thumbnail_small_key),
    storyboard: link(row.storyboard_key),
    videoFile: link(row.progressive_key),
    duration: row.duration_seconds,
    views: row.views,
    likesCount: row.likes,
    commentsCount: row.comments,
    privacy: row.privacy,
    isPublished: row.is_published,
    publishedAt: row.published_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    owner: owner(row),
  })

  const detail = (row: DetailRow) => {
    const { owner, ...shown } = card(row)
    return {
      ...shown,
      owner: { ...owner, subscribersCount: row.subscribers, isSubscribed: row.is_subscribed },
      poster: link(row.poster_key),
      sources: {
        ...{ hls: `${baseUrl}/media/${row.id}/master.m3u8`, progressive: shown.videoFile },
        // Given to an owner, and the viewer is nobody's.
        original: null,
      },
      captions: [],
      commentsEnabled: row.comments_enabled,
      processing: processing(row),
      isLiked: row.is_liked,
      position: row.position,
    }
  }

  return { card, detail, owner, link }
}
