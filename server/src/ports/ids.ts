import type { Id } from '../lib/id.ts'

/** Makes the id of everything that is stored. */
export interface Ids {
  next(): Id
}
