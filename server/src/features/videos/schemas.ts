import { z } from 'zod'
import { AnswerId, Count, DateTime, Id, Line, LongText, Named, Url } from '../../http/fields.ts'
import { paging } from '../../lists/schemas.ts'
import { OwnerAnswer } from '../users/schemas.ts'

export const Privacy = z.enum(['public', 'unlisted', 'private'], 'public, unlisted or private.')

const tagLimit = 20
const tagList = z
  .array(Line(0, 30))
  .transform((tags) => [...new Set(tags.filter((tag) => tag !== ''))])
  .refine((tags) => tags.length <= tagLimit, `At most ${tagLimit} tags.`)

/** A form can only send text: repeated fields, the text of a JSON array, or a comma list. */
const Tags = z
  .union([z.array(z.string()), z.string().transform(tagsOf)], 'A list of words.')
  .pipe(tagList)
  .meta({
    description:
      'A list; or, as forms send it, a JSON array or a list with commas. 20 of 30 characters each.',
    example: ['sea', 'dog'],
  })

function tagsOf(value: string): unknown {
  if (!value.trim().startsWith('[')) return value.split(',')
  try {
    return JSON.parse(value)
  } catch {
    return value.split(',')
  }
}

/** `true` in JSON, the word in a form. */
const Flag = z
  .preprocess((value) => words.get(value) ?? value, z.boolean('true or false.'))
  .meta({ type: 'boolean' })
const words = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
])

export const NewVideoBody = z.object({
  title: Line(1, 150),
  description: LongText(0, 5000).default(''),
  tags: Tags.optional(),
  privacy: Privacy.default('public'),
  isPublished: Flag.default(true).meta({
    description: 'Whether it is out; `false` keeps a draft, whatever its privacy. Default true.',
  }),
})

export const VideoChangesBody = z.object({
  title: Line(1, 150).optional(),
  description: LongText(0, 5000).optional(),
  tags: Tags.optional(),
  privacy: Privacy.optional(),
  commentsEnabled: Flag.optional(),
})

const ascending = /^(asc|ascending|1|\+1|up|oldest|true)$/i

export const listQuery = {
  ...paging,
  query: z.string().optional().meta({
    description:
      'Words that must all stand in title, description, tags or channel name; case and accents do not count. `"a phrase"`, `-without`; the last word may be a beginning. Where nothing is found, one typo is forgiven in words of five letters or more. The first 100 characters and 8 words count.',
    example: '"deep sea" -shark',
  }),
  search: z.string().optional().meta({ description: 'The same as `query`.' }),
  sortBy: z
    .enum(
      ['createdAt', 'views', 'duration', 'title', 'relevance'],
      'Use createdAt, views, duration, title or relevance.',
    )
    .optional()
    .meta({ description: 'Default `relevance` with a query, else `createdAt`: the moment of publication.' }),
  sortType: z
    .string()
    .transform((word) => (ascending.test(word.trim()) ? ('asc' as const) : ('desc' as const)))
    .optional()
    .meta({ description: '`asc` (or `1`, `ascending`) for ascending, anything else for descending.' }),
  userId: Id.optional().meta({ description: "One channel's videos." }),
}

const Picture = Url.nullable()

/** What lists show. */
export const VideoCard = Named('VideoCard', {
  _id: AnswerId,
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  thumbnail: Url.meta({ description: 'At most 1,280 × 720. A placeholder until a frame was taken.' }),
  thumbnailSmall: Url.meta({ description: 'At most 480 × 270.' }),
  storyboard: Url.nullable().meta({
    description: 'WebVTT that names small pictures, for a time line or a preview; null until there is one.',
  }),
  videoFile: Url.nullable().meta({ description: 'Plays in a plain `<video>`; null while it is prepared.' }),
  duration: z.number().meta({ description: 'Seconds.' }),
  views: Count,
  likesCount: Count,
  commentsCount: Count,
  privacy: Privacy,
  isPublished: z.boolean(),
  publishedAt: DateTime.nullable(),
  createdAt: DateTime,
  updatedAt: DateTime,
  owner: OwnerAnswer,
})

const Rendition = Named('Rendition', {
  name: z.string().meta({ example: '720p' }),
  width: Count,
  height: Count,
  frameRate: z.number(),
  bitRate: Count.meta({ description: 'Bits a second, on average.' }),
})

export const Processing = Named('Processing', {
  state: z.enum(['queued', 'processing', 'ready', 'failed']),
  stage: z.string().meta({ example: 'ladder' }),
  percent: Count,
  renditions: z.array(Rendition),
  error: z
    .string()
    .nullable()
    .meta({ description: 'Why it failed; of a video that is `ready`, what it has to do without.' }),
  truncated: z.boolean().meta({ description: 'The file ended before the length that it claims.' }),
})

/** A video by itself: what the answers to create and update hold. */
export const VideoAnswer = VideoCard.extend({
  poster: Picture,
  sources: Named('Sources', {
    hls: Url.nullable().meta({ description: 'Master manifest of the adaptive stream.' }),
    progressive: Url.nullable().meta({ description: 'The same as `videoFile`.' }),
    original: Url.nullable().meta({
      description:
        'The upload as it came, as a download, with all that a camera wrote into it. For the owner alone, by a link of some hours; null for everybody else.',
    }),
  }),
  captions: z
    .array(Named('Caption', { language: z.string(), label: z.string(), url: Url }))
    .meta({ description: 'Always empty: captions cannot be added yet.' }),
  commentsEnabled: z.boolean().meta({ description: 'False: nobody can add a comment.' }),
  processing: Processing,
}).meta({ id: 'Video' })

const ChannelOwner = OwnerAnswer.extend({ subscribersCount: Count, isSubscribed: z.boolean() }).meta({
  id: 'ChannelOwner',
})

/** What the page of a video shows. */
export const VideoDetail = VideoAnswer.extend({
  owner: ChannelOwner,
  isLiked: z.boolean(),
  position: z
    .number()
    .meta({ description: 'Seconds into the video, where the viewer was last: resume there.' }),
}).meta({ id: 'VideoDetail' })
