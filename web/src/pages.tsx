import { type ComponentType, lazy } from 'react'
import { HomePage } from './features/videos/home-page.tsx'
import type { Place } from './router/places.ts'
import { setPreload } from './router/preload.ts'

type Loader = () => Promise<{ default: ComponentType }>

/** `page(() => import('…'), 'WatchPage')`: the code of a page, fetched when it is wanted. */
const page =
  <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name): Loader =>
  async () => ({ default: (await load())[name] })

const loaders: Partial<Record<Place, Loader>> = {
  search: page(() => import('./features/search/search-page.tsx'), 'SearchPage'),
  watch: page(() => import('./features/videos/watch-page.tsx'), 'WatchPage'),
  upload: page(() => import('./features/upload/upload-page.tsx'), 'UploadPage'),
  channel: page(() => import('./features/users/channel-page.tsx'), 'ChannelPage'),
  channelPlaylists: page(() => import('./features/users/channel-page.tsx'), 'ChannelPage'),
  channelPosts: page(() => import('./features/users/channel-page.tsx'), 'ChannelPage'),
  channelAbout: page(() => import('./features/users/channel-page.tsx'), 'ChannelPage'),
  playlist: page(() => import('./features/playlists/playlist-page.tsx'), 'PlaylistPage'),
  posts: page(() => import('./features/tweets/posts-page.tsx'), 'PostsPage'),
  history: page(() => import('./features/history/history-page.tsx'), 'HistoryPage'),
  liked: page(() => import('./features/likes/liked-page.tsx'), 'LikedPage'),
  subscriptions: page(() => import('./features/subscriptions/subscriptions-page.tsx'), 'SubscriptionsPage'),
  playlists: page(() => import('./features/playlists/playlists-page.tsx'), 'PlaylistsPage'),
  watchLater: page(() => import('./features/playlists/watch-later-page.tsx'), 'WatchLaterPage'),
  settings: page(() => import('./features/settings/settings-page.tsx'), 'SettingsPage'),
  studio: page(() => import('./features/dashboard/studio-page.tsx'), 'StudioPage'),
  studioVideo: page(() => import('./features/dashboard/studio-video-page.tsx'), 'StudioVideoPage'),
  studioComments: page(() => import('./features/dashboard/studio-comments-page.tsx'), 'StudioCommentsPage'),
  studioAnalytics: page(() => import('./features/dashboard/analytics-page.tsx'), 'AnalyticsPage'),
  embed: page(() => import('./features/videos/embed-page.tsx'), 'EmbedPage'),
  login: page(() => import('./features/auth/login-page.tsx'), 'LoginPage'),
  register: page(() => import('./features/auth/register-page.tsx'), 'RegisterPage'),
}

/** Every page by its place. Home is in the first file, for most people begin there. */
export const pages: Partial<Record<Place, ComponentType>> = {
  home: HomePage,
  ...Object.fromEntries(Object.entries(loaders).map(([place, load]) => [place, lazy(load)])),
}

setPreload((place) => void loaders[place]?.().catch(() => {}))
