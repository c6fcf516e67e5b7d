import type { Document, ObjectId } from 'mongodb'
import { titleKeyOf } from '../../../lib/title-key.ts'
import type { VideoDocument } from '../documents.ts'
import { isListed } from '../stores/video-editing.ts'
import {
  address,
  count,
  flag,
  maybeReference,
  name,
  neededText,
  number,
  type Reader,
  reference,
  text,
  texts,
  time,
} from './values.ts'

export type ModelName = 'users' | 'videos' | 'subscriptions' | 'likes' | 'comments' | 'playlists' | 'tweets'

/** How a collection of the ecosystem's becomes one of ours. */
export interface Model {
  /** A field that every document of ours has, and none of theirs; null: there is none. */
  mark: string | null
  fields: Record<string, Reader>
  refers: Record<string, ModelName>
  /** What stands beside their fields in a document of ours. `isLost`: it refers to nothing. */
  adds(document: Document, isLost: boolean): Document
  /** What is wrong with the whole of it; null: nothing. */
  doubts?(document: Document): string | null
  /** Ids in an array that becomes documents of a collection of ours. */
  unfolds?: 'videos' | 'watchHistory'
}

const times = { createdAt: time, updatedAt: time }
const idOf = ({ _id }: Document): string => (_id as ObjectId).toHexString()

const made = { state: 'ready', stage: 'done', percent: 100, error: null, truncated: false } as const
const privacies = ['public', 'unlisted', 'private']
const known = (value: unknown, values: string[]): string =>
  values.includes(value as string) ? (value as string) : values[0]!

export const models: Record<ModelName, Model> = {
  users: {
    mark: 'revision',
    fields: {
      username: name((document) => `user-${idOf(document)}`),
      email: name((document) => `${idOf(document)}@missing.invalid`),
      fullName: neededText(({ fullname, username }) => String(fullname ?? username ?? 'Somebody')),
      password: neededText(() => ''),
      ...{ avatar: address(''), coverImage: address(''), bio: text(''), ...times },
    },
    refers: {},
    adds: ({ role }) => ({
      ...{ role: known(role, ['user', 'admin']), historyPaused: false, closedAt: null, revision: 0 },
      ...{ subscribersCount: 0, subscriptionsCount: 0, videosCount: 0 },
    }),
    unfolds: 'watchHistory',
  },
  videos: {
    mark: 'mediaVersion',
    fields: {
      ...{ videoFile: address(null, true), thumbnail: address(null), title: neededText(() => 'Untitled') },
      ...{ description: text(''), duration: number, views: count, isPublished: flag(true), tags: texts },
      ...{ owner: reference, ...times },
    },
    refers: { owner: 'users' },
    adds(document, isLost) {
      const privacy = known(document.privacy, privacies)
      const listed = !isLost && isListed({ ...document, privacy } as VideoDocument)
      const nothing = document.videoFile === null
      return {
        ...{ privacy, titleKey: titleKeyOf(document.title), listed },
        publishedAt: listed ? document.createdAt : null,
        ...{ source: null, hls: null, poster: null, storyboard: null, mediaVersion: 1 },
        ...{ thumbnailSmall: document.thumbnail, thumbnailIsOwn: document.thumbnail !== null },
        processing: nothing ? { ...made, state: 'failed', error: 'The old site had no file.' } : made,
        ...{ awaitsTranscoder: false, claim: null, pending: [], commentsEnabled: true, revision: 0 },
        ...{ likesCount: 0, commentsCount: 0 },
      }
    },
  },
  subscriptions: {
    mark: 'notify',
    fields: { subscriber: reference, channel: reference, ...times },
    refers: { subscriber: 'users', channel: 'users' },
    adds: () => ({ notify: 'all' }),
    doubts: ({ subscriber, channel }) =>
      String(subscriber) === String(channel) ? 'is of somebody to themselves' : null,
  },
  likes: {
    mark: null,
    fields: {
      ...{ likedBy: reference, video: maybeReference, comment: maybeReference, tweet: maybeReference },
      ...times,
    },
    refers: { likedBy: 'users', video: 'videos', comment: 'comments', tweet: 'tweets' },
    adds: () => ({}),
    doubts({ video, comment, tweet }) {
      const targets = [video, comment, tweet].filter((target) => target != null).length
      return targets === 1 ? null : targets === 0 ? 'is of nothing' : 'is of several things at once'
    },
  },
  comments: {
    mark: 'isHearted',
    fields: {
      ...{ content: neededText(() => ''), video: reference, owner: reference, parent: maybeReference },
      ...times,
    },
    refers: { video: 'videos', owner: 'users' },
    adds: ({ parent = null }) => ({
      ...{ parent, isPinned: false, isHearted: false, editedAt: null, likesCount: 0, repliesCount: 0 },
    }),
  },
  playlists: {
    mark: 'kind',
    fields: { name: neededText(() => 'Untitled'), description: text(''), owner: reference, ...times },
    refers: { owner: 'users' },
    adds: ({ privacy }) => ({ kind: 'own', privacy: known(privacy, privacies) }),
    unfolds: 'videos',
  },
  tweets: {
    mark: null,
    fields: { content: neededText(() => ''), owner: reference, ...times },
    refers: { owner: 'users' },
    adds: ({ likesCount }) => (typeof likesCount === 'number' ? {} : { likesCount: 0 }),
  },
}

export const modelNames = Object.keys(models) as ModelName[]
