import { resolve } from 'node:path'
import type { Config } from './config.ts'

/** What names a database. */
export type DatabasePlace = Pick<Config, 'database' | 'mongo' | 'dataDir'>

/**
 * The driver reads these words as `verify-full`, and warns of them at every start because a later version will not:
 * what it does today is said to it in so many words.
 */
export const withStrictTls = (url: string): string =>
  /[?&]uselibpqcompat=true(&|$)/.test(url)
    ? url
    : url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full')

const ways =
  'embedded:./data (a data folder), postgres://user:password@host:5432/name, or mongodb://host:27017/name?replicaSet=rs0'

/** Reads the address of a database that is none of the environment's. Throws a sentence that says how it is written. */
export function readPlace(address: string): DatabasePlace {
  const folder = /^embedded:(.+)$/s.exec(address)?.[1]
  if (folder !== undefined) return { database: null, mongo: null, dataDir: resolve(folder) }
  const dataDir = resolve('.')
  if (/^postgres(ql)?:\/\/.+\/[^/?]+/.test(address) && URL.canParse(address))
    return {
      database: { url: withStrictTls(address), replicaUrls: [], statementNames: true },
      mongo: null,
      dataDir,
    }
  if (/^mongodb(\+srv)?:\/\/[^/]/.test(address)) return { database: null, mongo: { uri: address }, dataDir }
  throw new Error(`A database is named ${ways}.`)
}
