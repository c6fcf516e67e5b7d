import { queryClient } from '../../api/query-client.ts'
import { onSession } from '../../api/session.ts'

/** What was answered to one person is not shown to the next. */
export function forgetOnSessionChange(): void {
  onSession(() => {
    queryClient.removeQueries({ predicate: (query) => !query.isActive() })
    void queryClient.resetQueries()
  })
}
