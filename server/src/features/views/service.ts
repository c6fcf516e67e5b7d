import { createHmac } from 'node:crypto'
import { isbot } from 'isbot'
import { createBuffer } from '../../lib/buffer.ts'
import { every } from '../../lib/every.ts'
import type { Id } from '../../lib/id.ts'
import { networkOf } from '../../lib/network.ts'
import { recent } from '../../lib/recent.ts'
import { sweepAll } from '../../lib/sweep.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Viewer } from '../../viewer.ts'
import type { View, ViewStore } from './store.ts'

interface Parts {
  store: ViewStore
  clock: Clock
  /** Keys the hash under which an anonymous viewer is known; the address itself is never stored. */
  secret: string
  onError(error: unknown): void
}

const windowMs = 30 * 60_000
/** A household or a classroom counts as a few; whoever changes the name of the program counts as no more. */
const perNetwork = 5
const sweepEveryMs = 10 * 60_000

/** What a program at an address is to the count. */
interface Visitor {
  isBot: boolean
  key: string
  networkKey: string
}

/** Counts who has watched: docs/decisions/0006-views-and-history.md. */
export function createViews({ store, clock, secret, onError }: Parts) {
  const waiting = createBuffer<View>({
    write: (views) => store.count(views, { windowMs, perNetwork }),
    everyMs: 1_000,
    max: 100_000,
    onError,
  })
  const forgotten = () => new Date(clock.now().getTime() - windowMs)
  const sweeping = every(
    sweepEveryMs,
    (signal) => sweepAll((most) => store.sweep(forgotten(), most), signal),
    onError,
  )

  /** Bots and the owner do not count. */
  function add(
    viewer: Viewer | null,
    video: { id: Id; ownerId: Id },
    client: { address: string; userAgent: string },
  ): void {
    if (viewer?.id === video.ownerId) return
    const visitor = visitorOf(client)
    if (visitor.isBot) return
    const viewerKey = viewer?.id ?? visitor.key
    const networkKey = viewer ? null : visitor.networkKey
    waiting.add(`${video.id} ${viewerKey}`, { videoId: video.id, viewerKey, networkKey, at: clock.now() })
  }

  /** Worked out once for all that somebody looks at. */
  const visitors = recent<string, Visitor>({ max: 5_000, ttlMs: windowMs })

  function visitorOf({ address, userAgent }: { address: string; userAgent: string }): Visitor {
    const name = `${address} ${userAgent}`
    const known = visitors.get(name)
    if (known) return known
    const network = networkOf(address)
    const isBot = isbot(userAgent)
    const visitor = { isBot, key: keyOf(network, userAgent), networkKey: keyOf(network) }
    visitors.set(name, visitor, visitors.moment())
    return visitor
  }

  const keyOf = (...known: string[]): string =>
    createHmac('sha256', secret)
      .update(['views', ...known].join('\n'))
      .digest('base64url')
      .slice(0, 22)

  return {
    add,
    flush: waiting.flush,
    async close() {
      await sweeping.stop()
      await waiting.close()
    },
  }
}
