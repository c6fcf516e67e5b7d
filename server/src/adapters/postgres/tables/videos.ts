import type { ColumnType, Generated } from 'kysely'
import type { Hls, Privacy, ProcessingState, Stage } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'

export interface VideoTables {
  videos: {
    id: Id
    /** Null: removed, and what hangs from it is still being cleared away. */
    owner_id: Id | null
    title: string
    /** Folded, for lists by title. */
    title_key: string
    description: string
    tags: string[]
    privacy: Privacy
    is_published: boolean
    /** When it first stood in a list; null before. */
    published_at: Date | null
    duration_seconds: number
    /** Object keys. An adopted old database holds URLs. */
    source_key: string | null
    progressive_key: string | null
    /** Written as JSON text. */
    hls: ColumnType<Hls | null, string | null, string | null>
    poster_key: string | null
    thumbnail_key: string | null
    thumbnail_small_key: string | null
    /** The owner's picture, which no frame may replace. */
    thumbnail_is_own: boolean
    storyboard_key: string | null
    /** Grows with each change of a key, so that a move of files notices that it was overtaken. */
    media_version: Generated<number>
    processing_state: ProcessingState
    processing_stage: Stage
    processing_percent: number
    processing_error: string | null
    truncated: Generated<boolean>
    /** A server without ffmpeg left it as it came. */
    awaits_transcoder: Generated<boolean>
    comments_enabled: Generated<boolean>
    /** The lease under which its media are made: nobody else may publish any. */
    claim_job: Id | null
    claim_fence: number | null
    /** Where objects may lie to which no key points yet. */
    pending_prefixes: Generated<string[]>
    created_at: Date
    updated_at: Date
    /** Public, published and playable: stands in lists. Made by the database. */
    listed: ColumnType<boolean, never, never>
  }
  video_counters: {
    video_id: Id
    views: Generated<number>
    likes: Generated<number>
    comments: Generated<number>
  }
}
