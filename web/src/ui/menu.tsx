import { EllipsisVertical } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { buttonClass } from './button.tsx'
import styles from './menu.module.css'

interface MenuProps {
  /** What a screen reader calls the button. */
  label: string
  /** What stands on the button. */
  children: ReactNode
  items: ReactNode
  className?: string
}

const gap = 6

/** A button with a menu, as the ARIA practices have it: arrows, Home, End, Escape; the browser's own popover below. */
export function Menu({ label, children, items, className }: MenuProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)

  useLayoutEffect(() => {
    if (!isOpen || !menu.current || !button.current) return
    place(menu.current, button.current)
    itemsOf(menu.current)[0]?.focus()
  }, [isOpen])

  const close = (): void => menu.current?.hidePopover()
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: 'first', End: 'last' }[event.key]
    if (event.key === 'Tab') close()
    if (step === undefined || !menu.current) return
    event.preventDefault()
    move(itemsOf(menu.current), step as 1 | -1 | 'first' | 'last')
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? buttonClass({ look: 'quiet', isIcon: true })}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        popoverTarget={id}
      >
        {children}
      </button>
      <div
        ref={menu}
        id={id}
        role="menu"
        tabIndex={-1}
        aria-label={label}
        popover="auto"
        className={styles.menu}
        onToggle={(event) => setOpen(event.newState === 'open')}
        onClick={close}
        onKeyDown={onKey}
      >
        {isOpen && items}
      </div>
    </>
  )
}

/** The three dots beside a row. */
export const MoreMenu = ({ label, children }: { label: string; children: ReactNode }) => (
  <Menu
    label={label}
    className={buttonClass({ look: 'quiet', isIcon: true, isSmall: true })}
    items={children}
  >
    <EllipsisVertical size={18} aria-hidden />
  </Menu>
)

const itemsOf = (menu: HTMLElement): HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('[role^=menuitem]'),
]

function move(items: HTMLElement[], step: 1 | -1 | 'first' | 'last'): void {
  const at = items.indexOf(document.activeElement as HTMLElement)
  const next = step === 'first' ? 0 : step === 'last' ? -1 : (at + step) % items.length
  items.at(next)?.focus()
}

/** Below the button and flush with its end; where there is no room, above, inwards or over it. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { left, right, top, bottom } = button.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = menu
  const isRtl = getComputedStyle(button).direction === 'rtl'
  const wanted = isRtl ? left : right - width
  const below = bottom + gap
  const fitsBelow = below + height < innerHeight
  const fitsAbove = top > height + gap
  // Where neither has room, as far down as it stays inside of the window.
  const lowest = Math.max(gap, innerHeight - height - gap)
  menu.style.left = `${Math.max(gap, Math.min(wanted, innerWidth - width - gap))}px`
  menu.style.top = `${fitsBelow ? below : fitsAbove ? top - gap - height : lowest}px`
}

export function MenuButton({ onClick, children }: { onClick(): void; children: ReactNode }) {
  return (
    <button type="button" role="menuitem" tabIndex={-1} className={styles.item} onClick={onClick}>
      {children}
    </button>
  )
}

/** For a link: `<Link role="menuitem" tabIndex={-1} className={menuItem}>`. */
export const menuItem = styles.item

export const MenuLine = () => <hr className={styles.line} />
