import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type ListPage, uniqueRows } from '../api/pages.ts'
import { Endless } from './endless.tsx'
import { ErrorState } from './notice.tsx'

interface EndlessListProps<Row> {
  query: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>
  /** What stands there until the first rows come. */
  skeleton: ReactNode
  /** What stands there when there are none. */
  empty: ReactNode
  className?: string
  itemClass?: string
  children(row: Row, index: number): ReactNode
}

/** A list that goes on as it is read, from its skeleton to its end. */
export function EndlessList<Row extends { _id: string }>(props: EndlessListProps<Row>) {
  const { query, skeleton, empty, className, itemClass, children } = props
  if (query.isPending) return skeleton
  if (query.isError && !query.data)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />
  const rows = uniqueRows(query.data)
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
      <Endless query={query} />
    </>
  )
}
