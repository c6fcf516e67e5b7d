import { appError } from '../../errors.ts'
import { inSteps } from '../../jobs/in-steps.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import { endOf } from './jobs.ts'
import type { Pictures } from './pictures.ts'
import type { ClosingStore } from './store.ts'

export type AccountClosing = ReturnType<typeof createClosing>

interface Parts {
  store: ClosingStore
  pictures: Pick<Pictures, 'removeAll'>
  events: Events
  clock: Clock
  /** Hides all videos of somebody, and has them cleared away. What is hidden already is passed over. */
  removeVideosOf(ownerId: Id): Promise<void>
}

/** The end of an account: docs/decisions/0012-removal.md. */
export function createClosing({ store, pictures, events, clock, removeVideosOf }: Parts) {
  /** Nobody sees anything of the account when it resolves; should the process die before that, a quick job hides the rest. */
  async function close(userId: Id, checkedHash: string): Promise<void> {
    const closing = { userId, checkedHash, now: clock.now() }
    const ended = await store.close(closing, { jobs: endOf(userId) })
    if (!ended) throw appError('invalid_token')
    for (const sessionId of ended) events.emit('session.ended', { sessionId })
    await removeVideosOf(userId)
    events.emit('user.removed', { userId })
  }

  async function clear(userId: Id, signal: AbortSignal): Promise<void> {
    do {
      await removeVideosOf(userId)
      await inSteps(store.clear(userId), signal)
    } while (!(await store.remove(userId)))
    await pictures.removeAll(userId)
  }

  return { close, hideVideos: removeVideosOf, clear }
}
