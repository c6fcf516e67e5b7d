import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue } from 'react'
import { type ListPage, uniqueRows } from '../api/pages.ts'
import { Endless } from './endless.tsx'
import { ErrorState } from './notice.tsx'

interface EndlessListProps<Row> {
  query: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>
  /** What stands there until the first rows come. */
  skeleton: ReactNode
  /** What stands there when there are none. */
  empty: ReactNode
  /** As of {@link Endless}. */
  onlyAsked?: boolean
  className?: string
  itemClass?: string
  children(row: Row, index: number): ReactNode
}

/** A list that goes on as it is read, from its skeleton to its end. */
export function EndlessList<Row extends { _id: string }>(props: EndlessListProps<Row>) {
  const { query, skeleton, empty, onlyAsked, className, itemClass, children } = props
  // A long list is shown in slices, so that the page answers to people meanwhile.
  const data = useDeferredValue(query.data)
  if (query.isError && !query.data)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />
  if (!data) return skeleton
  const rows = uniqueRows(data)
  if (rows.length === 0) return empty
  return (
    <>
      <ul className={className}>
        {rows.map((row, index) => (
          <li key={row._id} className={itemClass}>
            {children(row, index)}
          </li>
        ))}
      </ul>
      <Endless query={query} onlyAsked={onlyAsked} />
    </>
  )
}
