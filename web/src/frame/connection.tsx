import { useEffect, useSyncExternalStore } from 'react'
import { text } from '../text/text.ts'
import { say } from '../ui/toasts.tsx'
import styles from './frame.module.css'

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** Says for as long as it is so that this device has no network. */
export function Connection() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine)
  useEffect(() => {
    const back = (): void => say(text.errors.backOnline)
    addEventListener('online', back)
    return () => removeEventListener('online', back)
  }, [])
  return (
    <div role="status" className={styles.connection}>
      {!isOnline && <p>{text.errors.offlineNow}</p>}
    </div>
  )
}
