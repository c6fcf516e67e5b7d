import {
  Clock,
  Film,
  History,
  House,
  ListVideo,
  type LucideIcon,
  MessageSquareText,
  ThumbsUp,
  Users,
} from 'lucide-react'
import { useViewer } from '../features/users/viewer.ts'
import { Link } from '../router/link.tsx'
import type { Place, Target } from '../router/places.ts'
import { text } from '../text/text.ts'
import styles from './frame.module.css'

interface NavItem {
  to: PlainPlace
  icon: LucideIcon
  label: string
}

/** Pages that need no params. */
type PlainPlace = { [Name in Place]: Target<Name> extends { params?: undefined } ? Name : never }[Place]

const everybody: NavItem[] = [
  { to: 'home', icon: House, label: text.nav.home },
  { to: 'posts', icon: MessageSquareText, label: text.nav.posts },
]
const own: NavItem[] = [
  { to: 'subscriptions', icon: Users, label: text.nav.subscriptions },
  { to: 'history', icon: History, label: text.nav.history },
  { to: 'watchLater', icon: Clock, label: text.nav.watchLater },
  { to: 'liked', icon: ThumbsUp, label: text.nav.liked },
  { to: 'playlists', icon: ListVideo, label: text.nav.playlists },
  { to: 'studio', icon: Film, label: text.nav.studio },
]

/** The list at the side, and the same in a drawer. */
export function NavLists({ onGo }: { onGo?(): void }) {
  const { viewer, isExpected } = useViewer()
  const lists = viewer || isExpected ? [everybody, own] : [everybody]
  return lists.map((items) => (
    <ul key={items[0]!.to} className={styles.navList}>
      {items.map(({ to, icon: Icon, label }) => (
        <li key={to}>
          <Link to={to} className={styles.navLink} onClick={onGo}>
            <Icon size={20} aria-hidden />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  ))
}

/** The few that a thumb wants on a small screen. */
export function BottomNav() {
  const { viewer } = useViewer()
  const items = [everybody[0]!, everybody[1]!, ...(viewer ? [own[0]!, own[1]!] : [])]
  return (
    <nav className={styles.bottom} aria-label={text.nav.label}>
      {items.map(({ to, icon: Icon, label }) => (
        <Link key={to} to={to}>
          <Icon size={20} aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  )
}
