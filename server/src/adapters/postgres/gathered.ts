import DataLoader from 'dataloader'

const mostAtOnce = 100

/**
 * A look-up by key for many who ask at the same moment: what is asked for in one turn of the event loop travels as one
 * statement. Nothing is kept: each sees what is there when it asks. `load` answers in the order of the keys.
 */
export function gathered<Key, Found>(
  load: (keys: readonly Key[]) => Promise<(Found | null)[]>,
): (key: Key) => Promise<Found | null> {
  const loader = new DataLoader(load, {
    cache: false,
    maxBatchSize: mostAtOnce,
    batchScheduleFn: (send) => setImmediate(send),
  })
  return (key) => loader.load(key)
}

/** Puts each row where its key was asked for; `place` counts from 1, as `with ordinality` does. */
export function inPlaces<Row extends { place: number }>(rows: Row[], count: number): (Row | null)[] {
  const places = new Array<Row | null>(count).fill(null)
  for (const row of rows) places[row.place - 1] = row
  return places
}
