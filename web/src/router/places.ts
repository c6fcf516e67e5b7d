/**
 * Every page by its name, and where it is. The server reads this table too: what fits none of these is answered
 * with 404.
 */
export const places = {
  home: '/',
  search: '/search',
  watch: '/watch/:videoId',
  channel: '/@:username',
  channelPlaylists: '/@:username/playlists',
  channelPosts: '/@:username/posts',
  channelAbout: '/@:username/about',
  playlist: '/playlist/:playlistId',
  login: '/login',
  register: '/register',
  upload: '/upload',
  history: '/history',
  liked: '/liked',
  watchLater: '/watch-later',
  playlists: '/playlists',
  subscriptions: '/subscriptions',
  posts: '/posts',
  settings: '/settings',
  studio: '/studio',
  studioVideo: '/studio/video/:videoId',
  studioComments: '/studio/video/:videoId/comments',
  studioAnalytics: '/studio/analytics',
  embed: '/embed/:videoId',
} as const

export type Place = keyof typeof places

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

export type ParamsOf<Name extends Place> = { [Param in ParamNames<(typeof places)[Name]>]: string }

/** What stands behind the question mark, by page; the others have nothing there. */
export interface Searches {
  home: { sort?: string }
  search: { query?: string; sort?: string }
  watch: { t?: string; list?: string }
  channel: { sort?: string }
  login: { to?: string }
  register: { to?: string }
  studioAnalytics: { days?: string }
  embed: { start?: string; autoplay?: string; muted?: string }
}

export type SearchOf<Name extends Place> = Name extends keyof Searches ? Searches[Name] : Record<never, never>

/** A link needs the params of its page, and may carry its search. */
export type Target<Name extends Place> = keyof ParamsOf<Name> extends never
  ? { to: Name; params?: undefined; search?: SearchOf<Name> }
  : { to: Name; params: ParamsOf<Name>; search?: SearchOf<Name> }
