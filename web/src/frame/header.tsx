import { Menu as MenuIcon, Search, Settings2, Upload } from 'lucide-react'
import { useRef } from 'react'
import { SearchBox } from '../features/search/search-box.tsx'
import { useViewer } from '../features/users/viewer.ts'
import { Link } from '../router/link.tsx'
import { useHere } from '../router/router.tsx'
import { text } from '../text/text.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { AccountMenu } from './account-menu.tsx'
import styles from './frame.module.css'
import { NavLists } from './nav.tsx'
import { ThemeChoice } from './theme-choice.tsx'

export function Header() {
  return (
    <header className={styles.header}>
      <div className={styles.start}>
        <Drawer />
        <Logo />
      </div>
      <div className={styles.hideNarrow}>
        <SearchBox />
      </div>
      <div className={styles.end}>
        <Link
          to="search"
          className={`${buttonClass({ look: 'quiet', isIcon: true })} ${styles.onlyNarrow}`}
          aria-label={text.search.label}
        >
          <Search size={20} aria-hidden />
        </Link>
        <Account />
      </div>
    </header>
  )
}

function Logo() {
  return (
    <Link to="home" className={styles.logo} aria-label={text.site} aria-current={false}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <span>{text.site}</span>
    </Link>
  )
}

function Account() {
  const { viewer, isExpected } = useViewer()
  const { path, search } = useHere()
  if (isExpected) return null
  if (viewer) {
    return (
      <>
        <Link to="upload" className={buttonClass({ look: 'plain' })} aria-label={text.nav.upload}>
          <Upload size={18} aria-hidden />
          <span className={styles.hideNarrow}>{text.nav.upload}</span>
        </Link>
        <AccountMenu viewer={viewer} />
      </>
    )
  }
  const to = ['/', '/login', '/register'].includes(path) ? undefined : path + search
  return (
    <>
      <Menu label={text.theme.label} items={<ThemeChoice />}>
        <Settings2 size={20} aria-hidden />
      </Menu>
      <Link
        to="register"
        search={{ to }}
        className={`${buttonClass({ look: 'quiet' })} ${styles.hideNarrow}`}
      >
        {text.nav.register}
      </Link>
      <Link to="login" search={{ to }} className={buttonClass({ look: 'strong' })}>
        {text.nav.logIn}
      </Link>
    </>
  )
}

/** The list at the side, where there is no room for it. */
function Drawer() {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = (): void => dialog.current?.close()
  return (
    <>
      <Button
        isIcon
        look="quiet"
        aria-label={text.nav.menu}
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <MenuIcon size={22} aria-hidden />
      </Button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; this is the click beside it */}
      <dialog
        ref={dialog}
        className={styles.drawer}
        aria-label={text.nav.label}
        onClick={(event) => event.target === event.currentTarget && close()}
      >
        <div className={styles.drawerHead}>
          <Button isIcon look="quiet" aria-label={text.nav.closeMenu} onClick={close}>
            <MenuIcon size={22} aria-hidden />
          </Button>
          <Logo />
        </div>
        <nav aria-label={text.nav.label}>
          <NavLists onGo={close} />
        </nav>
      </dialog>
    </>
  )
}
