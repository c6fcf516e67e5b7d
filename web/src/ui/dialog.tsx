import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useId } from 'react'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  ref: RefObject<HTMLDialogElement | null>
  title: string
  children: ReactNode
  onClose?(): void
}

/** The browser's own dialog: it keeps the focus inside and closes by Escape. `ref.current.showModal()` opens it. */
export function Dialog({ ref, title, children, onClose }: DialogProps) {
  const id = useId()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; this is the click beside it
    <dialog
      ref={ref}
      className={styles.dialog}
      aria-labelledby={id}
      onClose={(event) => event.target === event.currentTarget && onClose?.()}
      onClick={(event) => event.target === event.currentTarget && ref.current?.close()}
    >
      <div className={styles.body}>
        <div className={styles.head}>
          <h2 id={id}>{title}</h2>
          <Button
            isIcon
            isSmall
            look="quiet"
            aria-label={text.common.close}
            onClick={() => ref.current?.close()}
          >
            <X size={18} aria-hidden />
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  )
}

export const DialogEnd = ({ children }: { children: ReactNode }) => (
  <div className={styles.end}>{children}</div>
)
