import Bowser from 'bowser'
import type { z } from 'zod'
import type { Viewer } from '../../viewer.ts'
import type { SessionAnswer } from './schemas.ts'
import type { Session } from './store.ts'

export const presentSession = (session: Session, viewer: Viewer): z.input<typeof SessionAnswer> => ({
  _id: session.id,
  device: deviceName(session.userAgent),
  address: session.address,
  isCurrent: session.id === viewer.sessionId,
  lastUsedAt: session.lastUsedAt.toISOString(),
  createdAt: session.createdAt.toISOString(),
  updatedAt: session.lastUsedAt.toISOString(),
})

/** `Firefox on Linux`; of a program that is no browser, the first word it says of itself. */
export function deviceName(userAgent: string): string {
  if (userAgent === '') return 'Unknown device'
  const { browser, os } = Bowser.parse(userAgent)
  const program = browser.name || userAgent.split(/[\s/(]/)[0]!.slice(0, 40) || 'Unknown device'
  return os.name ? `${program} on ${os.name}` : program
}
