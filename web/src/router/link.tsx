import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { hrefOf } from './match.ts'
import type { Place, Target } from './places.ts'
import { preload } from './preload.ts'
import { navigateTo, useHere } from './router.tsx'

type Anchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>
type LinkProps<Name extends Place> = Target<Name> & Anchor & { replace?: boolean }

/** A link to a page of this site. It is an ordinary link: a new tab, a copied address, no script. */
export function Link<Name extends Place>({ to, params, search, replace, onClick, ...rest }: LinkProps<Name>) {
  const href = hrefOf({ to, params, search } as Target<Name>)
  const { path } = useHere()
  const click = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event)
    if (event.defaultPrevented || !isPlain(event) || rest.target) return
    event.preventDefault()
    navigateTo(href, { replace })
  }
  const warm = (): void => preload(to)
  const isCurrent = href.split('?')[0] === path
  return (
    <a
      aria-current={isCurrent && !search ? 'page' : undefined}
      {...rest}
      href={href}
      onClick={click}
      onPointerEnter={warm}
      onFocus={warm}
    />
  )
}

const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !(metaKey || ctrlKey || shiftKey || altKey)
