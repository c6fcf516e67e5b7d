import { queryClient } from '../../api/query-client.ts'
import { keepSession } from '../../api/session.ts'
import { navigateTo } from '../../router/router.tsx'
import { viewerQuery } from '../users/viewer.ts'
import { localPath } from './local-path.ts'

/** After log-in: keeps the session, asks who it is, and goes to where somebody was on the way. */
export function enter(accessToken: string, to: string | undefined): void {
  keepSession(accessToken)
  void queryClient.prefetchQuery(viewerQuery)
  navigateTo(localPath(to), { replace: true })
}
