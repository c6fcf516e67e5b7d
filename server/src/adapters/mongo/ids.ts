import { ObjectId } from 'mongodb'
import type { Id } from '../../lib/id.ts'

/** An id as it is stored. Anything but 24 hexadecimal characters throws: no object of a request becomes part of a filter. */
export const oid = (id: Id): ObjectId => ObjectId.createFromHexString(id)
export const oids = (ids: readonly Id[]): ObjectId[] => ids.map(oid)
export const idOf = (stored: ObjectId): Id => stored.toHexString()

/** Where null stands for nobody. */
export const oidOrNull = (id: Id | null): ObjectId | null => id && oid(id)
export const idOrNull = (stored: ObjectId | null | undefined): Id | null => (stored ? idOf(stored) : null)
