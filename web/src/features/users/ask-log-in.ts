import { hasSession } from '../../api/session.ts'
import { navigate, useHere } from '../../router/router.tsx'

/** Wraps what only members may do: somebody else is asked to log in, and comes back to where they were. */
export function useAskLogIn(): (act: () => void) => () => void {
  const { path, search } = useHere()
  return (act) => () => (hasSession() ? act() : navigate({ to: 'login', search: { to: path + search } }))
}
