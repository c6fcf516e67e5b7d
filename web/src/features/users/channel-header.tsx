import { Settings } from 'lucide-react'
import type { Channel } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { shownName } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { SubscribeButton } from '../subscriptions/subscribe-button.tsx'
import styles from './channel-page.module.css'
import { useViewer } from './viewer.ts'

export function ChannelHeader({ channel }: { channel: Channel }) {
  const { viewer } = useViewer()
  const { username, fullName, coverImage, coverImageSmall, subscribersCount, videosCount, bio } = channel
  const isOwn = viewer?._id === channel._id
  return (
    <header className={styles.header}>
      {coverImage && (
        <img
          className={styles.cover}
          src={coverImageSmall}
          srcSet={`${coverImageSmall} 640w, ${coverImage} 1280w`}
          sizes="100vw"
          alt=""
        />
      )}
      <div className={styles.who}>
        <Avatar owner={channel} size={112} />
        <div className={styles.words}>
          <h1 className={styles.name} dir="auto">
            {shownName(fullName)}
          </h1>
          <p className={styles.quiet}>
            <Facts>
              {`@${username}`}
              {text.channel.subscribers(subscribersCount)}
              {text.channel.videosCount(videosCount)}
            </Facts>
          </p>
          {bio && (
            <p className={styles.bio} dir="auto">
              {bio}
            </p>
          )}
          <div className={styles.actions}>
            <SubscribeButton channel={channel} />
            {isOwn && (
              <Link to="settings" className={buttonClass({})}>
                <Settings size={18} aria-hidden />
                {text.channel.edit}
              </Link>
            )}
          </div>
        </div>
      </div>
    </header>
  )
}
