import type { Mongo } from '../connection.ts'
import { everything } from './0001-everything.ts'
import { lines } from './0002-lines.ts'
import { lists } from './0003-lists.ts'

export interface Migration {
  id: number
  name: string
  /** May be run again after it was broken off. */
  up(mongo: Mongo): Promise<void>
}

export const migrations: Migration[] = [everything, lines, lists]
