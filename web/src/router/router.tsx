import {
  createContext,
  type ReactNode,
  startTransition,
  use,
  useEffect,
  useLayoutEffect,
  useState,
} from 'react'
import { hrefOf, type Match, matchPath } from './match.ts'
import type { ParamsOf, Place, SearchOf, Target } from './places.ts'
import { keepScroll, restoreScroll } from './scroll.ts'

interface Here {
  path: string
  search: string
  /** Of the entry in the browser's history: a page that was left is found again by it. */
  key: string
  match: Match | null
  /** How it was come to. */
  by: 'start' | 'link' | 'replace' | 'history'
}

const RouterContext = createContext<Here | null>(null)

const keyNow = (): string => (history.state as { key?: string } | null)?.key ?? 'first'

function here(by: Here['by']): Here {
  const { pathname, search } = location
  return { path: pathname, search, key: keyNow(), match: matchPath(pathname), by }
}

let show: (next: Here) => void = () => {}
/** The entry that is shown: when the browser tells of a step back, it has taken it already. */
let shownKey = ''

/** Asked before a page is left; false stays. */
const guards = new Set<() => boolean>()
const mayLeave = (): boolean => [...guards].every((guard) => guard())

export function navigate<Name extends Place>(target: Target<Name>, how: { replace?: boolean } = {}): void {
  navigateTo(hrefOf(target), how)
}

/** To an address of this site. */
export function navigateTo(href: string, { replace = false }: { replace?: boolean } = {}): void {
  const isElsewhere = new URL(href, location.href).pathname !== location.pathname
  if (isElsewhere && !mayLeave()) return
  if (replace) history.replaceState(history.state, '', href)
  else {
    keepScroll(keyNow())
    history.pushState({ key: crypto.randomUUID() }, '', href)
  }
  show(here(replace ? 'replace' : 'link'))
}

export function RouterProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(() => here('start'))
  useEffect(() => {
    history.scrollRestoration = 'manual'
    shownKey = keyNow()
    show = (next) => {
      shownKey = next.key
      // What is shown stays until the code of the next page is there.
      startTransition(() => setNow(next))
    }
    const onPop = (): void => {
      keepScroll(shownKey)
      show(here('history'))
    }
    const onHide = (): void => keepScroll(shownKey)
    addEventListener('popstate', onPop)
    addEventListener('pagehide', onHide)
    return () => {
      removeEventListener('popstate', onPop)
      removeEventListener('pagehide', onHide)
    }
  }, [])
  return <RouterContext value={now}>{children}</RouterContext>
}

export function useHere(): Here {
  const now = use(RouterContext)
  if (!now) throw new Error('There is no RouterProvider above.')
  return now
}

export function useParams<Name extends Place>(_place: Name): ParamsOf<Name> {
  return (useHere().match?.params ?? {}) as ParamsOf<Name>
}

export function useSearch<Name extends Place>(_place: Name): SearchOf<Name> {
  return Object.fromEntries(new URLSearchParams(useHere().search)) as SearchOf<Name>
}

/** Once the page is there: where it was left, or its top with the focus on it. */
export function useArrival(focusOn: () => HTMLElement | null): void {
  const { key, path, by } = useHere()
  // biome-ignore lint/correctness/useExhaustiveDependencies: an arrival is a change of the entry, nothing else
  useLayoutEffect(() => {
    if (by === 'replace') return
    restoreScroll(by === 'link' ? null : key)
    if (by === 'link') focusOn()?.focus({ preventScroll: true })
  }, [key, path])
}
/** Asks before what was not saved is lost, also when the tab is closed. */
export function useLeaveGuard(isOn: boolean, question: string): void {
  useEffect(() => {
    if (!isOn) return
    const guard = (): boolean => confirm(question)
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault()
    guards.add(guard)
    addEventListener('beforeunload', onUnload)
    return () => {
      guards.delete(guard)
      removeEventListener('beforeunload', onUnload)
    }
  }, [isOn, question])
}
