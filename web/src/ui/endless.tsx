import { useEffect, useRef } from 'react'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import styles from './endless.module.css'
import { sentenceOf } from './notice.tsx'

interface EndlessProps {
  /** Goes on only when the button is pressed: for a list with something below it, which could otherwise not be reached. */
  onlyAsked?: boolean
  query: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: unknown
    fetchNextPage(): unknown
  }
}

/** The end of a list that goes on: it asks for more before it is reached, and is a button for whoever stops there. */
export function Endless({ query, onlyAsked = false }: EndlessProps) {
  const mark = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query
  useEffect(() => {
    if (onlyAsked || !mark.current || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void fetchNextPage()
      },
      { rootMargin: '800px' },
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [onlyAsked, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <div ref={mark} className={styles.end}>
      {isFetchNextPageError && <p role="alert">{sentenceOf(query.error)}</p>}
      <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? text.common.loading : text.common.loadMore}
      </Button>
    </div>
  )
}
