import { text } from '../../text/text.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './watch-page.module.css'

export function WatchSkeleton() {
  return (
    <div className={styles.page} role="status" aria-label={text.common.loading}>
      <div className={styles.player}>
        <Skeleton aspectRatio="16 / 9" borderRadius="0" />
      </div>
      <div className={styles.about}>
        <Skeleton blockSize="1.6rem" inlineSize="70%" />
        <Skeleton blockSize="2.5rem" inlineSize="45%" />
        <Skeleton blockSize="6rem" />
      </div>
    </div>
  )
}
