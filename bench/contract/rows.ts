import { pageLimit } from '../ceiling/statements.ts'
import type { Row } from '../lib/row.ts'
import type { Known } from '../site/known.ts'
import { planted } from '../site/words.ts'

interface Plan {
  name: string
  operation: string
  paths: string[]
  /** Nobody but its owner may ask. */
  isPrivate?: boolean
}

const page = `limit=${pageLimit}`
const videos = '/api/v1/videos'

/** What the first issue of speed was about: lists of videos, and one video. */
const foundation = ({ owners, deepCursors }: Known): Plan[] => [
  { name: 'home list', operation: 'getAllVideos', paths: [`${videos}?${page}`] },
  {
    name: 'at row 10,000',
    operation: 'getAllVideos',
    paths: deepCursors.map((cursor) => `${videos}?${page}&cursor=${cursor}`),
  },
  { name: 'by views', operation: 'getAllVideos', paths: [`${videos}?${page}&sortBy=views`] },
  {
    name: "channel's videos",
    operation: 'getAllVideos',
    paths: owners.map((owner) => `${videos}?${page}&userId=${owner}`),
  },
]

/** Counts views, so it stands last: what lists say of views moves while it is asked. */
const detail = ({ ids }: Known): Plan[] => [
  { name: 'detail, counting views', operation: 'getVideoById', paths: ids.map((id) => `${videos}/${id}`) },
]

const searches = (): Plan[] =>
  Object.entries(planted).map(([word, hits]) => ({
    name: `search, ${hits.toLocaleString('en')} hits`,
    operation: 'getAllVideos',
    paths: [`${videos}?${page}&query=${word}`],
  }))

const talk = ({ commented, replied }: Known): Plan[] => [
  {
    name: 'comments of the most commented',
    operation: 'getVideoComments',
    paths: [`/api/v1/comments/${commented}?${page}`],
  },
  {
    name: 'comments by likes',
    operation: 'getVideoComments',
    paths: [`/api/v1/comments/${commented}?${page}&sortBy=likes`],
  },
  {
    name: 'replies',
    operation: 'getCommentReplies',
    paths: replied.map((id) => `/api/v1/comments/c/${id}/replies?${page}`),
  },
]

const people = ({ names, viewer }: Known): Plan[] => [
  {
    name: 'channel page',
    operation: 'getUserChannelProfile',
    paths: names.map((name) => `/api/v1/users/c/${name}`),
  },
  {
    name: 'subscriptions, 500',
    operation: 'getSubscribedChannels',
    paths: [`/api/v1/subscriptions/u/${viewer}`],
  },
]

const library = ({ playlist }: Known): Plan[] => [
  {
    name: 'history, a page',
    operation: 'getWatchHistory',
    paths: [`/api/v1/users/history?${page}`],
    isPrivate: true,
  },
  { name: 'history, 500', operation: 'getWatchHistory', paths: ['/api/v1/users/history'], isPrivate: true },
  { name: 'playlist of 500', operation: 'getPlaylistById', paths: [`/api/v1/playlist/${playlist}`] },
  {
    name: 'dashboard, stats',
    operation: 'getChannelStats',
    paths: ['/api/v1/dashboard/stats'],
    isPrivate: true,
  },
  {
    name: 'dashboard, 300 videos',
    operation: 'getChannelVideos',
    paths: ['/api/v1/dashboard/videos'],
    isPrivate: true,
  },
]

const asked = (plans: Plan[], token: string): Row[] =>
  plans.flatMap(({ isPrivate, ...plan }) => [
    ...(isPrivate ? [] : [{ ...plan, token: null }]),
    { ...plan, token },
  ])

export const foundationRows = (known: Known, token: string): Row[] =>
  asked([...foundation(known), ...detail(known)], token)

export const contractRows = (known: Known, token: string): Row[] =>
  asked(
    [
      ...foundation(known),
      ...searches(),
      ...talk(known),
      ...people(known),
      ...library(known),
      ...detail(known),
    ],
    token,
  )
