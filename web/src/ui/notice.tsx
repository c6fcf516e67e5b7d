import { CircleAlert, Compass, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { isApiError } from '../api/errors.ts'
import { classNames } from '../lib/class-names.ts'
import { Link } from '../router/link.tsx'
import { text } from '../text/text.ts'
import { Button, buttonClass } from './button.tsx'
import styles from './notice.module.css'

interface StateProps {
  icon: LucideIcon
  title: string
  children?: ReactNode
  /** The heading of the page itself. */
  isPage?: boolean
}

/** What stands in the place of a list or a page that has nothing to show. */
export function EmptyState({ icon: Icon, title, children, isPage }: StateProps) {
  const Title = isPage ? 'h1' : 'h2'
  return (
    <div className={styles.state}>
      <span className={styles.icon}>
        <Icon size={28} aria-hidden />
      </span>
      <Title>{title}</Title>
      {children}
    </div>
  )
}

export function ErrorState({
  error,
  retry,
  isPage,
}: {
  error: unknown
  retry?: () => void
  isPage?: boolean
}) {
  // Who asks again is told the same.
  const isForbidden = isApiError(error) && error.status === 403
  return (
    <div role="alert">
      <EmptyState icon={CircleAlert} title={titleOf(error)} isPage={isPage}>
        <p>{sentenceOf(error)}</p>
        {isForbidden ? <HomeLink /> : retry && <Button onClick={retry}>{text.common.retry}</Button>}
      </EmptyState>
    </div>
  )
}

function titleOf(error: unknown): string {
  if (!isApiError(error)) return text.errors.title
  if (error.status === 0 && !navigator.onLine) return text.errors.offlineTitle
  // A proxy answers in the place of a server that does not.
  if ([0, 502, 503, 504].includes(error.status)) return text.errors.goneTitle
  if (error.status === 403) return text.errors.forbiddenTitle
  if (error.status === 429) return text.errors.busyTitle
  return text.errors.title
}

/** A page that is not there, or not for this viewer. Framed by another site, it leads out of the frame. */
export function NotFound({ isFramed = false }: { isFramed?: boolean }) {
  return (
    <EmptyState icon={Compass} title={text.errors.notFoundTitle} isPage>
      <title>{text.title(text.errors.notFoundTitle)}</title>
      <p>{text.errors.notFound}</p>
      <HomeLink isFramed={isFramed} />
    </EmptyState>
  )
}

const HomeLink = ({ isFramed = false }: { isFramed?: boolean }) => (
  <Link to="home" target={isFramed ? '_blank' : undefined} className={buttonClass({ look: 'strong' })}>
    {text.errors.home}
  </Link>
)

export const sentenceOf = (error: unknown): string => (isApiError(error) ? error.message : text.errors.title)

export function Notice({ look, children }: { look?: 'wrong' | 'warning'; children: ReactNode }) {
  return (
    <div
      className={classNames(styles.notice, look && styles[look])}
      role={look === 'wrong' ? 'alert' : 'status'}
    >
      {children}
    </div>
  )
}
