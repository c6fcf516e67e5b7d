import type { Id } from './id.ts'

/** In the order of the ids; what is not there is left out. */
export function inOrder<Thing extends { id: Id }>(ids: readonly Id[], things: Iterable<Thing>): Thing[] {
  const known = new Map(Iterator.from(things).map((thing) => [thing.id, thing]))
  return ids.flatMap((id) => known.get(id) ?? [])
}
