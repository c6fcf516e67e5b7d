/** Values that were read a moment ago. At most `max`, none older than `ttlMs`. */
export interface Recent<Key, Value> {
  get(key: Key): Value | undefined
  /** `since`: what `moment` said before the value was read; it is not kept when something was dropped in between. */
  set(key: Key, value: Value, since: number): void
  moment(): number
  drop(key: Key): void
  dropWhere(test: (value: Value) => boolean): void
}

export function recent<Key, Value>({ max, ttlMs }: { max: number; ttlMs: number }): Recent<Key, Value> {
  const kept = new Map<Key, { value: Value; until: number }>()
  let drops = 0
  return {
    get(key) {
      const entry = kept.get(key)
      return entry && entry.until > performance.now() ? entry.value : undefined
    },
    set(key, value, since) {
      if (since !== drops) return
      kept.delete(key)
      kept.set(key, { value, until: performance.now() + ttlMs })
      // The oldest stand first, for every value lives equally long.
      if (kept.size > max) kept.delete(kept.keys().next().value as Key)
    },
    moment: () => drops,
    drop(key) {
      drops++
      kept.delete(key)
    },
    dropWhere(test) {
      drops++
      for (const [key, { value }] of kept) if (test(value)) kept.delete(key)
    },
  }
}
