/** What the contract says is on the wire, written down here a second time on purpose. */

export interface Envelope<T> {
  statusCode: number
  data: T
  message: string
  success: boolean
  nextCursor?: string
  /** Of errors only. */
  errors?: { path: string; message: string }[]
  code?: string
  requestId?: string
}

export interface User {
  _id: string
  username: string
  email: string
  fullName: string
  fullname: string
  avatar: string
  coverImage: string | null
  watchHistory?: string[]
  createdAt: string
  updatedAt: string
}

export interface Tokens {
  accessToken: string
  refreshToken: string
}

export interface Owner {
  _id: string
  username: string
  fullName: string
  fullname: string
  avatar: string
}

export interface Processing {
  state: string
  stage: string | null
  percent: number
  error: string | null
}

export interface Video {
  _id: string
  title: string
  description: string
  thumbnail: string
  videoFile: string
  duration: number
  views: number
  isPublished: boolean
  privacy: string
  createdAt: string
  updatedAt: string
  owner: Owner
  likesCount: number
  commentsCount: number
}

export interface Page<T> {
  docs: T[]
  totalDocs: number
  limit: number
  page: number
  totalPages: number
  pagingCounter: number
  hasPrevPage: boolean
  hasNextPage: boolean
  prevPage: number | null
  nextPage: number | null
  nextCursor: string | null
}
