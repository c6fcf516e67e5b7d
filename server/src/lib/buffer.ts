/** Collects what may be lost and writes it together: one write instead of one a request. */
export interface Buffer<Item> {
  /** An item under a key that waits already takes its place. */
  add(key: string, item: Item): void
  /** What waits under this key, or is being written at this moment. */
  get(key: string): Item | undefined
  /** Also among what is being written at this moment. */
  has(test: (item: Item) => boolean): boolean
  /** Of what waits. */
  drop(test: (item: Item) => boolean): void
  /** Writes what waits. Throws what the write throws; its items wait for the next time then. */
  flush(): Promise<void>
  /** Stops the clock and writes the rest. */
  close(): Promise<void>
}

interface BufferParts<Item> {
  write(items: Item[]): Promise<unknown>
  everyMs: number
  /** While nothing can be written: more than this is forgotten, the oldest first. */
  max: number
  onError(error: unknown): void
}

export function createBuffer<Item>({ write, everyMs, max, onError }: BufferParts<Item>): Buffer<Item> {
  let waiting = new Map<string, Item>()
  let underWay: ReadonlyMap<string, Item> = new Map()
  let writing: Promise<void> = Promise.resolve()

  function add(key: string, item: Item): void {
    waiting.delete(key)
    waiting.set(key, item)
    if (waiting.size > max) waiting.delete(waiting.keys().next().value!)
  }

  async function writeNow(): Promise<void> {
    if (waiting.size === 0) return
    const taken = waiting
    waiting = new Map()
    underWay = taken
    try {
      await write([...taken.values()])
    } catch (error) {
      const later = waiting
      waiting = taken
      for (const [key, item] of later) add(key, item)
      throw error
    } finally {
      underWay = new Map()
    }
  }

  /** One after another: who flushes knows that all is written that was added before. */
  function flush(): Promise<void> {
    writing = writing.catch(() => {}).then(writeNow)
    return writing
  }

  const timer = setInterval(() => {
    if (waiting.size > 0) flush().catch(onError)
  }, everyMs).unref()

  return {
    add,
    get: (key) => waiting.get(key) ?? underWay.get(key),
    has: (test) => waiting.values().some(test) || underWay.values().some(test),
    drop(test) {
      for (const [key, item] of waiting) if (test(item)) waiting.delete(key)
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
