/* Made by `npm run generate` from the server's endpoints: change those. */

export type AddCommentBody = {
  content: string
  /** What it answers. An answer to a reply is put below the comment of that reply. */
  parentId?: string | null
}

export type BlockState = {
  isBlocked: boolean
}

export type BlockedUser = {
  _id: string
  username: string
  fullName: string
  fullname: string
  /** A square of 256 pixels; empty where there is none. */
  avatar: string
  /** The same, of 64 pixels. */
  avatarSmall: string
  blockedAt: string
}

export type Caption = {
  language: string
  label: string
  url: string
}

export type ChangeCurrentPasswordBody = {
  oldPassword?: string
  /** The same under another name. */
  currentPassword?: string
  newPassword: string
  confirmPassword?: string | null
}

export type Channel = {
  _id: string
  username: string
  fullName: string
  fullname: string
  /** A square of 256 pixels; empty where there is none. */
  avatar: string
  /** The same, of 64 pixels. */
  avatarSmall: string
  /** Only for the owner. */
  email?: string
  bio: string
  /** At most 1,280 pixels wide; empty where there is none. */
  coverImage: string
  /** At most 640 pixels wide. */
  coverImageSmall: string
  subscribersCount: number
  channelsSubscribedToCount: number
  videosCount: number
  isSubscribed: boolean
  /** The viewer has blocked this user. */
  isBlocked: boolean
  createdAt: string
  updatedAt: string
}

export type ChannelAnalytics = {
  from: string
  to: string
  videoId: string | null
  /** Every day of the range, also where nothing happened. */
  days: DayFigures[]
  totals: FigureTotals
}

export type ChannelOwner = {
  _id: string
  username: string
  fullName: string
  fullname: string
  /** A square of 256 pixels; empty where there is none. */
  avatar: string
  /** The same, of 64 pixels. */
  avatarSmall: string
  subscribersCount: number
  isSubscribed: boolean
}

export type ChannelStats = {
  /** Private, unpublished and failed ones too. */
  totalVideos: number
  /** Exact to the moment. */
  totalViews: number
  /** Exact to the moment. */
  totalSubscribers: number
  /** Exact to the moment. */
  totalLikes: number
  /** Exact to the moment. */
  totalComments: number
}

export type Comment = {
  _id: string
  content: string
  /** Id of the video. */
  video: string
  /** Of a reply: the comment above it. */
  parentId: string | null
  /** Null: deleted. */
  owner: Owner | null
  likesCount: number
  isLiked: boolean
  repliesCount: number
  isPinned: boolean
  /** By the owner of the video. */
  isHearted: boolean
  /** Kept without author and text for the replies below it. */
  isDeleted: boolean
  editedAt: string | null
  createdAt: string
  updatedAt: string
}

export type CommentPage = {
  docs: Comment[]
  /** Exact up to 10,000, bounded after that, and kept for a few seconds. */
  totalDocs: number
  limit: number
  page: number
  /** Of those that can be asked for by number, so up to row 10,000. */
  totalPages: number
  pagingCounter: number
  hasPrevPage: boolean
  /** Whether there is more, the same way: by `nextPage`, which ends at row 10,000, or by `nextCursor` when a cursor was sent. */
  hasNextPage: boolean
  prevPage: number | null
  /** Null also where pages end, at row 10,000; `nextCursor` goes on there. */
  nextPage: number | null
  /** Null: that was the last row. */
  nextCursor: string | null
}

export type CreatePlaylistBody = {
  name: string
  description?: string
  /** Default: `public`. */
  privacy?: 'public' | 'unlisted' | 'private'
}

export type CreateTweetBody = {
  /** 1 to 280 characters as people count them: an emoji is one, whatever it is made of. */
  content: string
}

export type CurrentUser = {
  _id: string
  username: string
  fullName: string
  fullname: string
  /** A square of 256 pixels; empty where there is none. */
  avatar: string
  /** The same, of 64 pixels. */
  avatarSmall: string
  email: string
  bio: string
  /** At most 1,280 pixels wide; empty where there is none. */
  coverImage: string
  /** At most 640 pixels wide. */
  coverImageSmall: string
  role: 'user' | 'admin'
  createdAt: string
  updatedAt: string
  /** Ids of videos, newest first. */
  watchHistory: string[]
  /** Nothing that is watched enters the history. */
  isHistoryPaused: boolean
}

export type DayFigures = {
  date: string
  views: number
  /** Seconds, as players of signed-in viewers tell their positions. */
  watchTime: number
  /** Given less taken back, so it may be below zero. */
  likes: number
  /** Added less removed, so it may be below zero. */
  comments: number
  /** Null for one video. */
  subscribersGained: number | null
  /** Null for one video. */
  subscribersLost: number | null
}

export type DeleteAccountBody = {
  password: string
}

export type FigureTotals = {
  views: number
  /** Seconds, as players of signed-in viewers tell their positions. */
  watchTime: number
  /** Given less taken back, so it may be below zero. */
  likes: number
  /** Added less removed, so it may be below zero. */
  comments: number
  /** Null for one video. */
  subscribersGained: number | null
  /** Null for one video. */
  subscribersLost: number | null
}

export type FollowedChannel = {
  _id: string
  username: string
  fullName: string
  fullname: string
  /** A square of 256 pixels; empty where there is none. */
  avatar: string
  /** The same, of 64 pixels. */
  avatarSmall: string
  subscribersCount: number
}

export type Healthcheck = {
  status: 'OK'
  uptimeSeconds: number
}

export type HistorySettings = {
  /** Nothing that is watched enters the history. */
  paused: boolean
}

export type LikeState = {
  isLiked: boolean
  liked: boolean
  likesCount: number
  totalLikes: number
}

export type LikedVideo = {
  _id: string
  title: string
  description: string
  tags: string[]
  /** At most 1,280 × 720. A placeholder until a frame was taken. */
  thumbnail: string
  /** At most 480 × 270. */
  thumbnailSmall: string
  /** WebVTT that names small pictures, for a time line or a preview; null until there is one. */
  storyboard: string | null
  /** Plays in a plain `<video>`; null while it is prepared. */
  videoFile: string | null
  /** Seconds. */
  duration: number
  views: number
  likesCount: number
  commentsCount: number
  privacy: 'public' | 'unlisted' | 'private'
  isPublished: boolean
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  owner: Owner
  video: VideoCard
  likedVideo: VideoCard
  likedAt: string
}

export type LoggedIn = {
  user: User
  loggedInUser: User
  accessToken: string
  refreshToken: string
}

export type LoginUserBody = {
  /** User name or e-mail. */
  username?: string | null
  /** User name or e-mail. */
  email?: string | null
  password: string
}

export type Nothing = Record<never, never>

export type OwnVideo = {
  _id: string
  title: string
  description: string
  tags: string[]
  /** At most 1,280 × 720. A placeholder until a frame was taken. */
  thumbnail: string
  /** At most 480 × 270. */
  thumbnailSmall: string
  /** WebVTT that names small pictures, for a time line or a preview; null until there is one. */
  storyboard: string | null
  /** Plays in a plain `<video>`; null while it is prepared. */
  videoFile: string | null
  /** Seconds. */
  duration: number
  views: number
  likesCount: number
  commentsCount: number
  privacy: 'public' | 'unlisted' | 'private'
  isPublished: boolean
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  owner: Owner
  processing: Processing
}

export type Owner = {
  _id: string
  username: string
  fullName: string
  fullname: string
  /** A square of 256 pixels; empty where there is none. */
  avatar: string
  /** The same, of 64 pixels. */
  avatarSmall: string
}

export type Playlist = {
  _id: string
  name: string
  description: string
  privacy: 'public' | 'unlisted' | 'private'
  /** Everybody has one such list; it stays. */
  isWatchLater: boolean
  /** Ids, in order, of what the viewer may see: the first 50 in a list of playlists, the first 500 in the answer to a change. */
  videos: string[]
  /** Kept for a few seconds, as is `totalViews`. Where more than 10 playlists are listed at once, both are of the first 500 videos of each, and of the first 100 where there are more than 100 playlists. */
  totalVideos: number
  totalViews: number
  /** Of the first video. */
  thumbnail: string
  owner: Owner
  createdAt: string
  updatedAt: string
}

export type PlaylistDetail = {
  _id: string
  name: string
  description: string
  privacy: 'public' | 'unlisted' | 'private'
  /** Everybody has one such list; it stays. */
  isWatchLater: boolean
  videos: VideoCard[]
  /** Kept for a few seconds, as is `totalViews`. Where more than 10 playlists are listed at once, both are of the first 500 videos of each, and of the first 100 where there are more than 100 playlists. */
  totalVideos: number
  totalViews: number
  /** Of the first video. */
  thumbnail: string
  owner: Owner
  createdAt: string
  updatedAt: string
}

export type Processing = {
  state: 'queued' | 'processing' | 'ready' | 'failed'
  stage: string
  percent: number
  renditions: Rendition[]
  /** Why it failed; of a video that is `ready`, what it has to do without. */
  error: string | null
  /** The file ended before the length that it claims. */
  truncated: boolean
}

export type Progress = {
  /** Null: the history is paused. */
  position: number | null
}

export type PublishVideoForm = {
  title: string
  description?: string
  /** A list; or, as forms send it, a JSON array or a list with commas. 20 of 30 characters each. */
  tags?: string[] | string
  /** Default: `public`. */
  privacy?: 'public' | 'unlisted' | 'private'
  /** Whether it is out; `false` keeps a draft, whatever its privacy. Default true. */
  isPublished?: boolean
  /** The video. */
  videoFile: Blob
  /** Missing: a frame is taken. */
  thumbnail?: Blob
}

export type RefreshAccessTokenBody = {
  /** Where there is no cookie. */
  refreshToken?: string | null
}

export type RegisterUserForm = {
  fullName?: string
  fullname?: string
  email: string
  username: string
  password: string
  /** A picture; cut to a square. */
  avatar: Blob
  /** A wide picture. */
  coverImage?: Blob
}

export type Rendition = {
  name: string
  width: number
  height: number
  frameRate: number
  /** Bits a second, on average. */
  bitRate: number
}

export type ReorderPlaylistBody = {
  /** The video to move. */
  videoId: string
  /** The video behind which it shall stand; null: first. */
  afterVideoId: string | null
}

export type Session = {
  _id: string
  device: string
  address: string
  /** The session of this very request. */
  isCurrent: boolean
  /** To the minute. */
  lastUsedAt: string
  createdAt: string
  updatedAt: string
}

export type Sources = {
  /** Master manifest of the adaptive stream. */
  hls: string | null
  /** The same as `videoFile`. */
  progressive: string | null
  /** The upload as it came, as a download, with all that a camera wrote into it. For the owner alone, by a link of some hours; null for everybody else. */
  original: string | null
}

export type SubscribedChannel = {
  /** Of the subscription. */
  _id: string
  channel: FollowedChannel
  subscribedChannel: FollowedChannel
  createdAt: string
}

export type Subscriber = {
  /** Of the subscription. */
  _id: string
  subscriber: Owner
  createdAt: string
}

export type SubscriptionChange = {
  isSubscribed: boolean
  subscribersCount: number
  /** Null without a subscription. */
  notify: 'all' | 'none' | null
  subscribed: boolean
}

export type SubscriptionStatus = {
  isSubscribed: boolean
  subscribersCount: number
  /** Null without a subscription. */
  notify: 'all' | 'none' | null
}

export type ToggleIsPublished = {
  /** What shall be, so that it can be sent again. Without it: the other of the two. */
  isPublished?: boolean
}

export type ToggleLiked = {
  /** What shall be, so that it can be sent again. Without it: the other of the two. */
  liked?: boolean
}

export type ToggleSubscribed = {
  /** What shall be, so that it can be sent again. Without it: the other of the two. */
  subscribed?: boolean
}

export type TokenPair = {
  accessToken: string
  refreshToken: string
}

export type Tweet = {
  _id: string
  content: string
  owner: Owner
  likesCount: number
  isLiked: boolean
  createdAt: string
  updatedAt: string
}

export type UpdateAccountDetailsBody = {
  fullName?: string
  fullname?: string
  email?: string
  bio?: string
}

export type UpdateCommentBody = {
  content: string
}

export type UpdateCoverImageForm = {
  /** A wide picture. */
  coverImage: Blob
}

export type UpdatePlaylistBody = {
  name?: string
  description?: string
  privacy?: 'public' | 'unlisted' | 'private'
}

export type UpdateProgressBody = {
  /** Seconds into the video; one beyond its end counts as its end. */
  position: number
}

export type UpdateSubscriptionBody = {
  notify: 'all' | 'none'
}

export type UpdateTweetBody = {
  /** 1 to 280 characters as people count them: an emoji is one, whatever it is made of. */
  content: string
}

export type UpdateUserAvatarForm = {
  /** A picture; cut to a square. */
  avatar: Blob
}

export type UpdateVideoForm = {
  title?: string
  description?: string
  /** A list; or, as forms send it, a JSON array or a list with commas. 20 of 30 characters each. */
  tags?: string[] | string
  privacy?: 'public' | 'unlisted' | 'private'
  commentsEnabled?: boolean
  /** Takes the place of the old one. */
  thumbnail?: Blob
}

export type User = {
  _id: string
  username: string
  fullName: string
  fullname: string
  /** A square of 256 pixels; empty where there is none. */
  avatar: string
  /** The same, of 64 pixels. */
  avatarSmall: string
  email: string
  bio: string
  /** At most 1,280 pixels wide; empty where there is none. */
  coverImage: string
  /** At most 640 pixels wide. */
  coverImageSmall: string
  role: 'user' | 'admin'
  createdAt: string
  updatedAt: string
}

export type Video = {
  _id: string
  title: string
  description: string
  tags: string[]
  /** At most 1,280 × 720. A placeholder until a frame was taken. */
  thumbnail: string
  /** At most 480 × 270. */
  thumbnailSmall: string
  /** WebVTT that names small pictures, for a time line or a preview; null until there is one. */
  storyboard: string | null
  /** Plays in a plain `<video>`; null while it is prepared. */
  videoFile: string | null
  /** Seconds. */
  duration: number
  views: number
  likesCount: number
  commentsCount: number
  privacy: 'public' | 'unlisted' | 'private'
  isPublished: boolean
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  owner: Owner
  poster: string | null
  sources: Sources
  /** Always empty: captions cannot be added yet. */
  captions: Caption[]
  /** False: nobody can add a comment. */
  commentsEnabled: boolean
  processing: Processing
}

export type VideoCard = {
  _id: string
  title: string
  description: string
  tags: string[]
  /** At most 1,280 × 720. A placeholder until a frame was taken. */
  thumbnail: string
  /** At most 480 × 270. */
  thumbnailSmall: string
  /** WebVTT that names small pictures, for a time line or a preview; null until there is one. */
  storyboard: string | null
  /** Plays in a plain `<video>`; null while it is prepared. */
  videoFile: string | null
  /** Seconds. */
  duration: number
  views: number
  likesCount: number
  commentsCount: number
  privacy: 'public' | 'unlisted' | 'private'
  isPublished: boolean
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  owner: Owner
}

export type VideoCardPage = {
  docs: VideoCard[]
  /** Exact up to 10,000, bounded after that, and kept for a few seconds. */
  totalDocs: number
  limit: number
  page: number
  /** Of those that can be asked for by number, so up to row 10,000. */
  totalPages: number
  pagingCounter: number
  hasPrevPage: boolean
  /** Whether there is more, the same way: by `nextPage`, which ends at row 10,000, or by `nextCursor` when a cursor was sent. */
  hasNextPage: boolean
  prevPage: number | null
  /** Null also where pages end, at row 10,000; `nextCursor` goes on there. */
  nextPage: number | null
  /** Null: that was the last row. */
  nextCursor: string | null
}

export type VideoDetail = {
  _id: string
  title: string
  description: string
  tags: string[]
  /** At most 1,280 × 720. A placeholder until a frame was taken. */
  thumbnail: string
  /** At most 480 × 270. */
  thumbnailSmall: string
  /** WebVTT that names small pictures, for a time line or a preview; null until there is one. */
  storyboard: string | null
  /** Plays in a plain `<video>`; null while it is prepared. */
  videoFile: string | null
  /** Seconds. */
  duration: number
  views: number
  likesCount: number
  commentsCount: number
  privacy: 'public' | 'unlisted' | 'private'
  isPublished: boolean
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  owner: ChannelOwner
  poster: string | null
  sources: Sources
  /** Always empty: captions cannot be added yet. */
  captions: Caption[]
  /** False: nobody can add a comment. */
  commentsEnabled: boolean
  processing: Processing
  isLiked: boolean
  /** Seconds into the video, where the viewer was last: resume there. */
  position: number
}

export type WatchedVideo = {
  _id: string
  title: string
  description: string
  tags: string[]
  /** At most 1,280 × 720. A placeholder until a frame was taken. */
  thumbnail: string
  /** At most 480 × 270. */
  thumbnailSmall: string
  /** WebVTT that names small pictures, for a time line or a preview; null until there is one. */
  storyboard: string | null
  /** Plays in a plain `<video>`; null while it is prepared. */
  videoFile: string | null
  /** Seconds. */
  duration: number
  views: number
  likesCount: number
  commentsCount: number
  privacy: 'public' | 'unlisted' | 'private'
  isPublished: boolean
  publishedAt: string | null
  createdAt: string
  updatedAt: string
  owner: Owner
  watchedAt: string
  /** Seconds into the video. */
  position: number
}

export interface Operations {
  addComment: {
    params: { videoId: string }
    query: Record<never, never>
    body: AddCommentBody
    answer: Comment
  }
  addVideoToPlaylist: {
    params: { videoId: string; playlistId: string }
    query: Record<never, never>
    body: undefined
    answer: Playlist
  }
  blockUser: {
    params: { userId: string }
    query: Record<never, never>
    body: undefined
    answer: BlockState
  }
  changeCurrentPassword: {
    params: Record<never, never>
    query: Record<never, never>
    body: ChangeCurrentPasswordBody
    answer: Nothing
  }
  clearWatchHistory: {
    params: Record<never, never>
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  createPlaylist: {
    params: Record<never, never>
    query: Record<never, never>
    body: CreatePlaylistBody
    answer: Playlist
  }
  createTweet: {
    params: Record<never, never>
    query: Record<never, never>
    body: CreateTweetBody
    answer: Tweet
  }
  deleteAccount: {
    params: Record<never, never>
    query: Record<never, never>
    body: DeleteAccountBody
    answer: Nothing
  }
  deleteComment: {
    params: { commentId: string }
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  deletePlaylist: {
    params: { playlistId: string }
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  deleteTweet: {
    params: { tweetId: string }
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  deleteVideo: {
    params: { videoId: string }
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  endSession: {
    params: { id: string }
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  getAllTweets: {
    params: Record<never, never>
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: Tweet[]
  }
  getAllVideos: {
    params: Record<never, never>
    query: { page?: number; limit?: number; cursor?: string; query?: string; search?: string; sortBy?: 'createdAt' | 'views' | 'duration' | 'title' | 'relevance'; sortType?: string; userId?: string }
    body: undefined
    answer: VideoCardPage
  }
  getBlockedUsers: {
    params: Record<never, never>
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: BlockedUser[]
  }
  getChannelAnalytics: {
    params: Record<never, never>
    query: { from?: string; to?: string; videoId?: string }
    body: undefined
    answer: ChannelAnalytics
  }
  getChannelStats: {
    params: Record<never, never>
    query: Record<never, never>
    body: undefined
    answer: ChannelStats
  }
  getChannelVideos: {
    params: Record<never, never>
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: OwnVideo[]
  }
  getCommentReplies: {
    params: { commentId: string }
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: CommentPage
  }
  getCurrentUser: {
    params: Record<never, never>
    query: Record<never, never>
    body: undefined
    answer: CurrentUser
  }
  getHistorySettings: {
    params: Record<never, never>
    query: Record<never, never>
    body: undefined
    answer: HistorySettings
  }
  getLikedVideos: {
    params: Record<never, never>
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: LikedVideo[]
  }
  getPlaylistById: {
    params: { playlistId: string }
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: PlaylistDetail
  }
  getSessions: {
    params: Record<never, never>
    query: Record<never, never>
    body: undefined
    answer: Session[]
  }
  getSubscribedChannels: {
    params: { subscriberId: string }
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: SubscribedChannel[]
  }
  getSubscriptionStatus: {
    params: { channelId: string }
    query: Record<never, never>
    body: undefined
    answer: SubscriptionStatus
  }
  getUserChannelProfile: {
    params: { username: string }
    query: Record<never, never>
    body: undefined
    answer: Channel
  }
  getUserChannelSubscribers: {
    params: { channelId: string }
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: Subscriber[]
  }
  getUserPlaylists: {
    params: { userId: string }
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: Playlist[]
  }
  getUserTweets: {
    params: { userId: string }
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: Tweet[]
  }
  getVideoById: {
    params: { videoId: string }
    query: Record<never, never>
    body: undefined
    answer: VideoDetail
  }
  getVideoComments: {
    params: { videoId: string }
    query: { page?: number; limit?: number; cursor?: string; sortBy?: 'createdAt' | 'likes' }
    body: undefined
    answer: CommentPage
  }
  getWatchHistory: {
    params: Record<never, never>
    query: { page?: number; limit?: number; cursor?: string }
    body: undefined
    answer: WatchedVideo[]
  }
  healthcheck: {
    params: Record<never, never>
    query: Record<never, never>
    body: undefined
    answer: Healthcheck
  }
  heartComment: {
    params: { commentId: string }
    query: Record<never, never>
    body: undefined
    answer: Comment
  }
  loginUser: {
    params: Record<never, never>
    query: Record<never, never>
    body: LoginUserBody
    answer: LoggedIn
  }
  logoutUser: {
    params: Record<never, never>
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  pinComment: {
    params: { commentId: string }
    query: Record<never, never>
    body: undefined
    answer: Comment
  }
  publishVideo: {
    params: Record<never, never>
    query: Record<never, never>
    body: PublishVideoForm
    answer: Video
  }
  refreshAccessToken: {
    params: Record<never, never>
    query: Record<never, never>
    body: RefreshAccessTokenBody
    answer: TokenPair
  }
  registerUser: {
    params: Record<never, never>
    query: Record<never, never>
    body: RegisterUserForm
    answer: User
  }
  removeFromWatchHistory: {
    params: { videoId: string }
    query: Record<never, never>
    body: undefined
    answer: Nothing
  }
  removeVideoFromPlaylist: {
    params: { videoId: string; playlistId: string }
    query: Record<never, never>
    body: undefined
    answer: Playlist
  }
  reorderPlaylist: {
    params: { playlistId: string }
    query: Record<never, never>
    body: ReorderPlaylistBody
    answer: Playlist
  }
  toggleCommentLike: {
    params: { commentId: string }
    query: Record<never, never>
    body: ToggleLiked
    answer: LikeState
  }
  togglePublishStatus: {
    params: { videoId: string }
    query: Record<never, never>
    body: ToggleIsPublished
    answer: Video
  }
  toggleSubscription: {
    params: { channelId: string }
    query: Record<never, never>
    body: ToggleSubscribed
    answer: SubscriptionChange
  }
  toggleTweetLike: {
    params: { tweetId: string }
    query: Record<never, never>
    body: ToggleLiked
    answer: LikeState
  }
  toggleVideoLike: {
    params: { videoId: string }
    query: Record<never, never>
    body: ToggleLiked
    answer: LikeState
  }
  unblockUser: {
    params: { userId: string }
    query: Record<never, never>
    body: undefined
    answer: BlockState
  }
  unheartComment: {
    params: { commentId: string }
    query: Record<never, never>
    body: undefined
    answer: Comment
  }
  unpinComment: {
    params: { commentId: string }
    query: Record<never, never>
    body: undefined
    answer: Comment
  }
  updateAccountDetails: {
    params: Record<never, never>
    query: Record<never, never>
    body: UpdateAccountDetailsBody
    answer: User
  }
  updateComment: {
    params: { commentId: string }
    query: Record<never, never>
    body: UpdateCommentBody
    answer: Comment
  }
  updateCoverImage: {
    params: Record<never, never>
    query: Record<never, never>
    body: UpdateCoverImageForm
    answer: User
  }
  updateHistorySettings: {
    params: Record<never, never>
    query: Record<never, never>
    body: HistorySettings
    answer: HistorySettings
  }
  updatePlaylist: {
    params: { playlistId: string }
    query: Record<never, never>
    body: UpdatePlaylistBody
    answer: Playlist
  }
  updateProgress: {
    params: { videoId: string }
    query: Record<never, never>
    body: UpdateProgressBody
    answer: Progress
  }
  updateSubscription: {
    params: { channelId: string }
    query: Record<never, never>
    body: UpdateSubscriptionBody
    answer: SubscriptionChange
  }
  updateTweet: {
    params: { tweetId: string }
    query: Record<never, never>
    body: UpdateTweetBody
    answer: Tweet
  }
  updateUserAvatar: {
    params: Record<never, never>
    query: Record<never, never>
    body: UpdateUserAvatarForm
    answer: User
  }
  updateVideo: {
    params: { videoId: string }
    query: Record<never, never>
    body: UpdateVideoForm
    answer: Video
  }
}

export const routes = {
  addComment: 'POST /comments/:videoId',
  addVideoToPlaylist: 'PATCH /playlist/add/:videoId/:playlistId',
  blockUser: 'PUT /users/blocks/:userId',
  changeCurrentPassword: 'POST /users/change-password',
  clearWatchHistory: 'DELETE /users/history',
  createPlaylist: 'POST /playlist',
  createTweet: 'POST /tweets',
  deleteAccount: 'DELETE /users/me',
  deleteComment: 'DELETE /comments/c/:commentId',
  deletePlaylist: 'DELETE /playlist/:playlistId',
  deleteTweet: 'DELETE /tweets/:tweetId',
  deleteVideo: 'DELETE /videos/:videoId',
  endSession: 'DELETE /users/sessions/:id',
  getAllTweets: 'GET /tweets',
  getAllVideos: 'GET /videos',
  getBlockedUsers: 'GET /users/blocks',
  getChannelAnalytics: 'GET /dashboard/analytics',
  getChannelStats: 'GET /dashboard/stats',
  getChannelVideos: 'GET /dashboard/videos',
  getCommentReplies: 'GET /comments/c/:commentId/replies',
  getCurrentUser: 'GET /users/current-user',
  getHistorySettings: 'GET /users/history/settings',
  getLikedVideos: 'GET /likes/videos',
  getPlaylistById: 'GET /playlist/:playlistId',
  getSessions: 'GET /users/sessions',
  getSubscribedChannels: 'GET /subscriptions/u/:subscriberId',
  getSubscriptionStatus: 'GET /subscriptions/status/:channelId',
  getUserChannelProfile: 'GET /users/c/:username',
  getUserChannelSubscribers: 'GET /subscriptions/c/:channelId',
  getUserPlaylists: 'GET /playlist/user/:userId',
  getUserTweets: 'GET /tweets/user/:userId',
  getVideoById: 'GET /videos/:videoId',
  getVideoComments: 'GET /comments/:videoId',
  getWatchHistory: 'GET /users/history',
  healthcheck: 'GET /healthcheck',
  heartComment: 'PUT /comments/c/:commentId/heart',
  loginUser: 'POST /users/login',
  logoutUser: 'POST /users/logout',
  pinComment: 'PUT /comments/c/:commentId/pin',
  publishVideo: 'POST /videos',
  refreshAccessToken: 'POST /users/refresh-token',
  registerUser: 'POST /users/register',
  removeFromWatchHistory: 'DELETE /users/history/:videoId',
  removeVideoFromPlaylist: 'PATCH /playlist/remove/:videoId/:playlistId',
  reorderPlaylist: 'PATCH /playlist/:playlistId/order',
  toggleCommentLike: 'POST /likes/toggle/c/:commentId',
  togglePublishStatus: 'PATCH /videos/toggle/publish/:videoId',
  toggleSubscription: 'POST /subscriptions/c/:channelId',
  toggleTweetLike: 'POST /likes/toggle/t/:tweetId',
  toggleVideoLike: 'POST /likes/toggle/v/:videoId',
  unblockUser: 'DELETE /users/blocks/:userId',
  unheartComment: 'DELETE /comments/c/:commentId/heart',
  unpinComment: 'DELETE /comments/c/:commentId/pin',
  updateAccountDetails: 'PATCH /users/update-account',
  updateComment: 'PATCH /comments/c/:commentId',
  updateCoverImage: 'PATCH /users/cover-image',
  updateHistorySettings: 'PATCH /users/history/settings',
  updatePlaylist: 'PATCH /playlist/:playlistId',
  updateProgress: 'PUT /videos/:videoId/progress',
  updateSubscription: 'PATCH /subscriptions/c/:channelId',
  updateTweet: 'PATCH /tweets/:tweetId',
  updateUserAvatar: 'PATCH /users/avatar',
  updateVideo: 'PATCH /videos/:videoId',
} as const satisfies Record<keyof Operations, string>
