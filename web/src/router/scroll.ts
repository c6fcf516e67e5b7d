const prefix = 'reelbase.scroll.'
/** How long a list that is being asked for is waited for. */
const patienceMs = 1500

export function keepScroll(key: string): void {
  try {
    sessionStorage.setItem(prefix + key, String(Math.round(scrollY)))
  } catch {
    // A browser that keeps nothing begins at the top.
  }
}

/** Null: the top. */
export function restoreScroll(key: string | null): void {
  const wanted = key === null ? 0 : Number(sessionStorage.getItem(prefix + key) ?? 0)
  scrollTo(0, wanted)
  if (wanted > 0) keepTrying(wanted)
}

/** Until the page is long enough, or somebody moves it. */
function keepTrying(wanted: number): void {
  const moved = new AbortController()
  for (const gesture of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
    addEventListener(gesture, () => moved.abort(), { signal: moved.signal, passive: true })
  }
  const until = performance.now() + patienceMs
  const again = (): void => {
    if (moved.signal.aborted) return
    if (Math.abs(scrollY - wanted) < 2 || performance.now() > until) moved.abort()
    scrollTo(0, wanted)
    requestAnimationFrame(again)
  }
  requestAnimationFrame(again)
}
