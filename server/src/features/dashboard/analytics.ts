import { invalidField } from '../../errors.ts'
import { addDays, dayOf, daysBetween, firstDay } from '../../lib/day.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Viewer } from '../../viewer.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { Videos } from '../videos/service.ts'
import type { DashboardStore, Day, DayRange } from './store.ts'

export const mostDays = 366
/** When nobody says from when. */
const usualDays = 28

export interface AnalyticsAsked {
  from?: string | undefined
  to?: string | undefined
  videoId?: Id | undefined
}

export interface Analytics extends DayRange {
  videoId: Id | null
  /** Every day of the range. */
  days: Day[]
}

interface Parts {
  store: Pick<DashboardStore, 'daysOfChannel' | 'daysOfVideo'>
  videos: Pick<Videos, 'requireVisible'>
  clock: Clock
}

/** What happened by day: docs/decisions/0015-days.md. */
export function createAnalytics({ store, videos, clock }: Parts) {
  return async function getChannelAnalytics(viewer: Viewer, asked: AnalyticsAsked): Promise<Analytics> {
    const { videoId } = asked
    if (videoId) videoPolicy.authorize(viewer, 'edit', await videos.requireVisible(viewer, videoId))
    const range = rangeOf(asked, dayOf(clock.now()))
    const found = await (videoId ? store.daysOfVideo(videoId, range) : store.daysOfChannel(viewer.id, range))
    return { ...range, videoId: videoId ?? null, days: everyDay(range, found) }
  }
}

function rangeOf({ from, to }: AnalyticsAsked, today: string): DayRange {
  const last = to ?? (from === undefined ? today : latest(today, from))
  const first = from ?? latest(firstDay, addDays(last, 1 - usualDays))
  const count = daysBetween(first, last)
  if (count < 1) throw invalidField('to', 'This day comes before the first one.')
  if (count > mostDays) throw invalidField('from', `At most ${mostDays} days can be asked for.`)
  return { from: first, to: last }
}

const latest = (one: string, other: string): string => (one > other ? one : other)

function everyDay({ from, to }: DayRange, found: Day[]): Day[] {
  const known = new Map(found.map((day) => [day.day, day]))
  return Array.from({ length: daysBetween(from, to) }, (_, n) => {
    const day = addDays(from, n)
    return known.get(day) ?? { ...nothing, day }
  })
}

const nothing = {
  ...{ views: 0, watchedSeconds: 0, likes: 0, comments: 0 },
  ...{ subscribersGained: 0, subscribersLost: 0 },
}
