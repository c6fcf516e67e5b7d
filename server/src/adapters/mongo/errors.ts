import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb'
import { DatabaseUnavailable, StatementTimeout } from '../../ports/database.ts'

const duplicateKey = 11_000
const noCollection = 26
/** Options or keys other than those of the index that is there. */
const otherIndex = new Set([85, 86])
const timeouts = new Set([50, 262])
/** Shut down, stepped down, not primary, no quorum. */
const unavailable = new Set([6, 7, 89, 91, 133, 189, 9001, 10_107, 11_600, 11_602, 13_435, 13_436])

/** A document with this key is there already. Without the name of an index, of any unique one. */
export const isDuplicate = (error: unknown, index?: string): boolean =>
  error instanceof MongoServerError &&
  error.code === duplicateKey &&
  (index === undefined || error.message.includes(`index: ${index} `))

/** Of what can only be asked of a collection that is there. */
export const isMissingCollection = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === noCollection

/** An index that is there leaves no room for the one that was to be made. */
export const isIndexConflict = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError && otherIndex.has(Number(error.code))

/** The first field of the key that is there already; null: the error is another one. */
export function duplicateField(error: unknown): string | null {
  if (!(error instanceof MongoServerError && isDuplicate(error))) return null
  const [field] = Object.keys(error.keyPattern ?? {})
  // Of writes in bulk the driver passes on the message alone.
  return field ?? /dup key: \{ ([^:]+):/.exec(error.message)?.[1] ?? null
}

const isUnavailable = (error: MongoError): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  /^Mongo(NotConnected|TopologyClosed|PoolClosed|WaitQueueTimeout|PoolCleared)/.test(error.name) ||
  unavailable.has(Number(error.code))

/** Of writes in bulk the driver hides what happened to their connection in an error of its own. */
function beneath(error: MongoError): MongoError {
  const inner: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : null
  return inner instanceof MongoError ? inner : error
}

/** What leaves this adapter: the program's own error where there is one, else the driver's. */
export function translated(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error
  if (timeouts.has(Number(error.code))) return new StatementTimeout(error)
  return isUnavailable(beneath(error)) ? new DatabaseUnavailable(error) : error
}
