import { useQuery } from '@tanstack/react-query'
import { isApiError } from '../../api/errors.ts'
import type { Channel } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { useHere, useParams } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { ErrorState, NotFound } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { UserPlaylists } from '../playlists/user-playlists.tsx'
import { UserPosts } from '../tweets/user-posts.tsx'
import { ChannelAbout } from './channel-about.tsx'
import { ChannelHeader } from './channel-header.tsx'
import styles from './channel-page.module.css'
import { ChannelVideos } from './channel-videos.tsx'
import { channelQuery } from './queries.ts'

const tabs = [
  { to: 'channel', label: text.channel.videos },
  { to: 'channelPlaylists', label: text.channel.playlists },
  { to: 'channelPosts', label: text.channel.posts },
  { to: 'channelAbout', label: text.channel.about },
] as const

export function ChannelPage() {
  const { username } = useParams('channel')
  const { data: channel, error, refetch } = useQuery(channelQuery(username))
  if (channel) return <ChannelView channel={channel} />
  if (!error) return <ChannelSkeleton />
  if (isApiError(error) && [400, 404].includes(error.status)) return <NotFound />
  return <ErrorState error={error} retry={() => void refetch()} isPage />
}

function ChannelView({ channel }: { channel: Channel }) {
  const { match } = useHere()
  const { username, fullName, _id } = channel
  return (
    <div className={styles.page}>
      <title>{text.title(fullName)}</title>
      <ChannelHeader channel={channel} />
      <nav className={styles.tabs} aria-label={text.channel.tabs}>
        {tabs.map(({ to, label }) => (
          <Link key={to} to={to} params={{ username }} className={styles.tab}>
            {label}
          </Link>
        ))}
      </nav>
      {match?.place === 'channel' && <ChannelVideos userId={_id} />}
      {match?.place === 'channelPlaylists' && <UserPlaylists userId={_id} />}
      {match?.place === 'channelPosts' && <UserPosts userId={_id} />}
      {match?.place === 'channelAbout' && <ChannelAbout channel={channel} />}
    </div>
  )
}

function ChannelSkeleton() {
  return (
    <div className={styles.page} role="status" aria-label={text.common.loading}>
      <Skeleton blockSize="9rem" borderRadius="var(--radius-large)" />
      <Skeleton blockSize="5rem" inlineSize="22rem" />
    </div>
  )
}
