import type { CSSProperties } from 'react'
import styles from './skeleton.module.css'

/** The shape of what will stand here. */
export function Skeleton(
  style: Pick<CSSProperties, 'inlineSize' | 'blockSize' | 'aspectRatio' | 'borderRadius'>,
) {
  return <span className={styles.skeleton} style={style} aria-hidden="true" />
}
