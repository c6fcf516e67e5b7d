import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'minor' }) => void

let collect: Collect | undefined

/**
 * Frees what was just used and dropped; about a millisecond. The bytes of buffers lie outside the heap that V8
 * watches, so a stream of them grows to some 70 MiB of garbage before it looks; asked every 16 MiB, to about 25.
 */
export function collectYoungGarbage(): void {
  collect ??= collector()
  collect({ type: 'minor' })
}

function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const made = runInNewContext('globalThis.gc') as Collect | undefined
  setFlagsFromString('--no-expose-gc')
  return made ?? (() => {})
}
