import type { Filter } from 'mongodb'
import type { Transaction } from './connection.ts'
import type { Documents } from './documents.ts'

type Held = Pick<Documents, 'users' | 'videos' | 'comments' | 'playlists'>

/**
 * Keeps a document as it is until the end of the transaction: of two that hold or change it at once one is tried again, and
 * then sees what the other left. False: there is none.
 */
export const hold = async <Name extends keyof Held>(
  tx: Transaction,
  name: Name,
  filter: Filter<Held[Name]>,
): Promise<boolean> =>
  (await tx.in(name as 'users').change(filter as Filter<Held['users']>, { $inc: { turn: 1 } })) > 0
