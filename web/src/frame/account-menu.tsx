import { useMutation } from '@tanstack/react-query'
import { CircleUser, Film, LogOut, Settings } from 'lucide-react'
import { call } from '../api/client.ts'
import type { CurrentUser } from '../api/operations.ts'
import { dropSession } from '../api/session.ts'
import { Link } from '../router/link.tsx'
import { navigate } from '../router/router.tsx'
import { shownName } from '../text/format.ts'
import { text } from '../text/text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuButton, MenuLine, menuItem } from '../ui/menu.tsx'
import { sayError } from '../ui/toasts.tsx'
import styles from './frame.module.css'
import { ThemeChoice } from './theme-choice.tsx'

export function AccountMenu({ viewer }: { viewer: CurrentUser }) {
  const logOut = useMutation({
    mutationFn: () => call('logoutUser', {}),
    onSuccess: () => {
      // Gone from a page for members before it asks who is there.
      navigate({ to: 'home' })
      dropSession()
    },
    onError: sayError,
  })
  const item = { role: 'menuitem', tabIndex: -1, className: menuItem } as const
  return (
    <Menu
      label={text.nav.account}
      className={styles.avatarButton}
      items={
        <>
          <Link {...item} to="channel" params={{ username: viewer.username }}>
            <CircleUser size={20} aria-hidden />
            <span className={styles.channelName}>
              <bdi>{shownName(viewer.fullName)}</bdi>
              <br />
              <small>@{viewer.username}</small>
            </span>
          </Link>
          <Link {...item} to="studio">
            <Film size={20} aria-hidden />
            {text.nav.studio}
          </Link>
          <Link {...item} to="settings">
            <Settings size={20} aria-hidden />
            {text.nav.settings}
          </Link>
          <MenuLine />
          <ThemeChoice />
          <MenuLine />
          <MenuButton onClick={() => logOut.mutate()}>
            <LogOut size={20} aria-hidden />
            {text.nav.logOut}
          </MenuButton>
        </>
      }
    >
      <Avatar owner={viewer} size={34} />
    </Menu>
  )
}
