import { ListVideo } from 'lucide-react'
import type { Playlist } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { text } from '../../text/text.ts'
import card from '../videos/card.module.css'
import styles from './playlists.module.css'

export function PlaylistCard({ playlist }: { playlist: Playlist }) {
  const { _id: playlistId, name, thumbnail, totalVideos, privacy, isWatchLater } = playlist
  return (
    <article className={card.card}>
      <div className={card.picture}>
        {totalVideos > 0 && <img src={thumbnail} alt="" width={480} height={270} loading="lazy" />}
        <span className={styles.count}>
          <ListVideo size={18} aria-hidden />
          {text.channel.videosCount(totalVideos)}
        </span>
      </div>
      <div>
        <h2 className={card.title} dir="auto">
          <Link to="playlist" params={{ playlistId }}>
            {isWatchLater ? text.nav.watchLater : name}
          </Link>
        </h2>
        {privacy !== 'public' && <span className={card.byline}>{text.video[privacy]}</span>}
      </div>
    </article>
  )
}
