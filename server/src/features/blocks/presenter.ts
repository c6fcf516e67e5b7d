import type { z } from 'zod'
import { type Link, presentOwner } from '../users/presenter.ts'
import type { BlockedUser } from './schemas.ts'
import type { BlockEntry } from './store.ts'

export const presentBlockedUser = (
  user: Parameters<typeof presentOwner>[0],
  { blockedAt }: BlockEntry,
  link: Link,
): z.input<typeof BlockedUser> => ({ ...presentOwner(user, link), blockedAt: blockedAt.toISOString() })
