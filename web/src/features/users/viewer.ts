import { queryOptions, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { call } from '../../api/client.ts'
import type { CurrentUser } from '../../api/operations.ts'
import { hasSession, onSession } from '../../api/session.ts'

export const viewerQuery = queryOptions({
  queryKey: ['getCurrentUser'],
  queryFn: ({ signal }) => call('getCurrentUser', { signal }),
  staleTime: 5 * 60_000,
})

export interface ViewerState {
  /** Null: nobody is logged in, or it is not known yet. */
  viewer: CurrentUser | null
  /** There is a session, so somebody will be known in a moment. */
  isExpected: boolean
}

/** Who looks at the pages. */
export function useViewer(): ViewerState {
  const isLoggedIn = useSyncExternalStore(onSession, hasSession)
  const { data, isPending } = useQuery({ ...viewerQuery, enabled: isLoggedIn })
  return { viewer: isLoggedIn ? (data ?? null) : null, isExpected: isLoggedIn && isPending }
}
