import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { hasSession } from '../../api/session.ts'
import { navigate, useHere } from '../../router/router.tsx'
import { useViewer } from './viewer.ts'

/** A page for who is logged in: somebody else is led to the form, and back. */
export function MembersOnly({ children }: { children: ReactNode }) {
  const { viewer } = useViewer()
  const { path, search } = useHere()
  const isStranger = !hasSession()
  useEffect(() => {
    const isLeft = location.pathname !== path
    if (isStranger && !isLeft) navigate({ to: 'login', search: { to: path + search } }, { replace: true })
  }, [isStranger, path, search])
  return viewer ? children : null
}
