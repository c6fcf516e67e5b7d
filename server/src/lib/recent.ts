/** Of a cache since the process started, but for `size`. */
export interface CacheFigures {
  hits: number
  misses: number
  size: number
}

export interface Cache {
  figures(): CacheFigures
  /** Drops all of it. */
  clear(): void
}

/** By their names. */
export type Caches = Record<string, Cache>

/** Values that were read a moment ago. At most `max`, none older than `ttlMs`. */
export interface Recent<Key, Value> extends Cache {
  get(key: Key): Value | undefined
  /** Without counting as a look. */
  has(key: Key): boolean
  /** `since`: what `moment` said before the value was read; it is not kept when something was dropped in between. */
  set(key: Key, value: Value, since: number): void
  moment(): number
  drop(key: Key): void
  dropWhere(test: (value: Value, key: Key) => boolean): void
}

interface RecentParts {
  max: number
  ttlMs: number
  /** Milliseconds of a clock that never goes back. */
  elapsed?: (() => number) | undefined
}

export function recent<Key, Value>({
  max,
  ttlMs,
  elapsed = () => performance.now(),
}: RecentParts): Recent<Key, Value> {
  const kept = new Map<Key, { value: Value; until: number }>()
  let drops = 0
  let hits = 0
  let misses = 0
  return {
    get(key) {
      const entry = kept.get(key)
      if (!entry || entry.until <= elapsed()) {
        misses++
        return undefined
      }
      hits++
      return entry.value
    },
    has: (key) => (kept.get(key)?.until ?? 0) > elapsed(),
    set(key, value, since) {
      if (since !== drops) return
      kept.delete(key)
      kept.set(key, { value, until: elapsed() + ttlMs })
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
      for (const [key, { value }] of kept) if (test(value, key)) kept.delete(key)
    },
    clear() {
      drops++
      kept.clear()
    },
    figures: () => ({ hits, misses, size: kept.size }),
  }
}
