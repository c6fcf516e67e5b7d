import { appError } from './errors.ts'
import type { Id } from './lib/id.ts'
import type { Viewer } from './viewer.ts'

/** Says yes or no; null is an anonymous visitor. */
type Rule<Thing> = (viewer: Viewer | null, thing: Thing) => boolean

/** Who asks for a list. The ids method of every store takes it, so that pages are full. */
export interface Audience {
  viewerId: Id | null
  /** False: the viewer has blocked nobody and is blocked by nobody. Where it is not said, the store looks. */
  hasBlocks?: boolean
}

export const audienceOf = (viewer: Viewer | null): Audience => ({
  viewerId: viewer?.id ?? null,
  hasBlocks: viewer?.hasBlocks ?? false,
})

/** Whether a list must look for blocks. What it shows to all others is the same for everybody. */
export const heedsBlocks = ({ viewerId, hasBlocks }: Audience): boolean =>
  viewerId !== null && hasBlocks !== false

export const isOwner = (viewer: Viewer | null, thing: { ownerId: Id }): boolean =>
  viewer !== null && viewer.id === thing.ownerId

/**
 * A feature's rules, a line each: `const videoPolicy = policy({ view: …, edit: isOwner })`. Ask with
 * `videoPolicy.view(viewer, video)`, or demand with `videoPolicy.authorize(viewer, 'edit', video)`, which throws
 * `not_allowed`.
 */
export function policy<Rules extends Record<string, Rule<never>>>(rules: Rules) {
  function authorize<Action extends keyof Rules>(
    viewer: Viewer | null,
    action: Action,
    thing: Parameters<Rules[Action]>[1],
  ): void {
    const rule = rules[action] as unknown as Rule<typeof thing>
    if (!rule(viewer, thing)) throw appError('not_allowed')
  }
  return { ...rules, authorize }
}
