import { useSyncExternalStore } from 'react'
import { sentenceOf } from './notice.tsx'
import styles from './toasts.module.css'

interface Toast {
  id: number
  words: string
}

const shownMs = 5000
let toasts: Toast[] = []
let last = 0
const listeners = new Set<() => void>()

function change(next: Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says something for a moment, also to screen readers. */
export function say(words: string): void {
  const id = ++last
  change([...toasts.slice(-2), { id, words }])
  setTimeout(() => change(toasts.filter((toast) => toast.id !== id)), shownMs)
}

/** Of something that a person did and that did not happen. */
export const sayError = (error: unknown): void => say(sentenceOf(error))

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div className={styles.toasts} role="status">
      {shown.map(({ id, words }) => (
        <p key={id} className={styles.toast}>
          {words}
        </p>
      ))}
    </div>
  )
}
