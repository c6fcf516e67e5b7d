import type { ReactNode } from 'react'
import { text } from '../text/text.ts'
import styles from './page-head.module.css'

/** The title of a page, on it and on the tab, and what can be done with all of it. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.head}>
      <title>{text.title(title)}</title>
      <h1 className={styles.title}>{title}</h1>
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  )
}
