import { Children, Fragment, type ReactNode } from 'react'
import styles from './facts.module.css'

/** Short facts in a line, with points between them. What is not there is left out. */
export function Facts({ children }: { children: ReactNode }) {
  const facts = Children.toArray(children)
  return facts.map((fact, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they never change places
    <Fragment key={index}>
      {index > 0 && ' '}
      <span className={styles.fact}>
        {fact}
        {index < facts.length - 1 && ' ·'}
      </span>
    </Fragment>
  ))
}
