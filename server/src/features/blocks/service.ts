import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Viewer } from '../../viewer.ts'
import type { Link } from '../users/presenter.ts'
import type { Users } from '../users/service.ts'
import { presentBlockedUser } from './presenter.ts'
import type { BlockStore } from './store.ts'

export type Blocks = ReturnType<typeof createBlocks>

interface Parts {
  store: BlockStore
  users: Pick<Users, 'loadMany'>
  events: Events
  clock: Clock
}

interface BlocksAsked extends Asking {
  viewer: Viewer
  link: Link
}

/** Who wants to have nothing to do with whom: docs/decisions/0013-blocks.md. */
export function createBlocks({ store, users, events, clock }: Parts) {
  async function blockUser(viewer: Viewer, userId: Id): Promise<void> {
    if (viewer.id === userId) throw appError('own_account')
    const isNew = await store.add({ blockerId: viewer.id, blockedId: userId, now: clock.now() })
    if (isNew === null) throw appError('user_not_found')
    events.emit('block.changed', { userId: viewer.id, otherId: userId })
  }

  async function unblockUser(viewer: Viewer, userId: Id): Promise<void> {
    await store.remove(viewer.id, userId)
    events.emit('block.changed', { userId: viewer.id, otherId: userId })
  }

  const getBlockedUsers = list({
    scope: () => 'getBlockedUsers',
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ viewer }: BlocksAsked, _audience, page) => store.ids(viewer.id, page),
    load: users.loadMany,
    rules: () => true,
    present: (user, entry, { link }) => presentBlockedUser(user, entry, link),
  })

  /** Whether the viewer has blocked one of the others, or one of them the viewer. Costs a statement only who has blocks. */
  const isBetween = async (viewer: Viewer | null, others: Id[]): Promise<boolean> =>
    viewer?.hasBlocks === true && (await store.isBetween(viewer.id, others))

  /** Throws `blocked`. */
  async function requireNone(viewer: Viewer, others: Id[]): Promise<void> {
    if (await isBetween(viewer, others)) throw appError('blocked')
  }

  return { blockUser, unblockUser, getBlockedUsers, isBetween, requireNone }
}
