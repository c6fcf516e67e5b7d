import type { ButtonHTMLAttributes } from 'react'
import { classNames } from '../lib/class-names.ts'
import styles from './button.module.css'

interface Looks {
  look?: 'strong' | 'plain' | 'line' | 'quiet' | 'danger'
  isSmall?: boolean
  /** Only an icon; `aria-label` names it. */
  isIcon?: boolean
}

export const buttonClass = ({ look = 'plain', isSmall, isIcon }: Looks, more?: string): string =>
  classNames(styles.button, styles[look], isSmall && styles.small, isIcon && styles.icon, more)

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Looks {
  /** It is being done: a second click does nothing. */
  isBusy?: boolean
}

export function Button({ look, isSmall, isIcon, isBusy, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      title={rest.title ?? (isIcon ? rest['aria-label'] : undefined)}
      aria-busy={isBusy || undefined}
      className={buttonClass({ look, isSmall, isIcon }, className)}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    />
  )
}
