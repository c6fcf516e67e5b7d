import { type ReactNode, useRef } from 'react'
import type { Place } from '../router/places.ts'
import { useArrival, useHere } from '../router/router.tsx'
import { text } from '../text/text.ts'
import { Toasts } from '../ui/toasts.tsx'
import { Connection } from './connection.tsx'
import styles from './frame.module.css'
import { Header } from './header.tsx'
import { BottomNav, NavLists } from './nav.tsx'

/** Grids of videos, which are as wide as the window. */
const full: ReadonlySet<Place> = new Set(['home', 'liked', 'playlists'])

/** What stands around every page. A page with a player has the whole width. */
export function Frame({ children }: { children: ReactNode }) {
  const main = useRef<HTMLElement>(null)
  const { match } = useHere()
  useArrival(() => main.current)
  const isWide = match?.place === 'watch'
  return (
    <>
      <a className={styles.skip} href="#main">
        {text.nav.skip}
      </a>
      <Header />
      <Connection />
      <div
        className={styles.shell}
        data-wide={isWide || undefined}
        data-full={(match && full.has(match.place)) || undefined}
      >
        {!isWide && (
          <nav className={styles.side} aria-label={text.nav.label}>
            <NavLists />
          </nav>
        )}
        <main ref={main} id="main" className={styles.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <BottomNav />
      <Toasts />
    </>
  )
}
