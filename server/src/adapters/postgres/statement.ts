import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import type { Database } from './tables.ts'

/** A statement with a name, compiled once; `P` is what it is run with, `Row` what it answers. */
export interface Prepared<P, Row> {
  readonly name: string
  readonly compiled: () => Compiled<P>
  /** Never there: carries the type of a row. */
  readonly row?: Row
}

export interface Compiled<P> {
  text: string
  /** The values of `$1`, `$2`, … in this order. */
  values(params: P): unknown[]
}

/** Marks the builder's second argument: its members stand for values that come when the statement is run. */
export type Params<P extends object> = P

interface Query<Row> {
  compile(db: Kysely<Database>): CompiledQuery<Row>
}

/**
 * Names a statement, written with Kysely:
 *
 *     const byId = prepared('users.by-id', (db, p: Params<{ id: Id }>) =>
 *       db.selectFrom('users').selectAll().where('id', '=', p.id))
 *     const user = await postgres.one(byId, { id })
 *
 * The builder runs once, so it cannot look at a value: `p.id` is a marker. An array is one parameter,
 * `where('id', '=', any(p.ids))`. What is written in the builder itself (`where('state', '=', 'due')`, `limit(10)`)
 * becomes part of the text, so that partial indexes are met. A query that is `sql` from the start works too.
 * Names are unique in the program and at most 63 characters.
 */
export function prepared<P extends object, Row>(
  name: string,
  build: (db: Kysely<Database>, params: P) => Query<Row>,
): Prepared<P, Row> {
  let compiled: Compiled<P> | undefined
  return {
    name,
    compiled: () => {
      compiled ??= compile(name, build)
      return compiled
    },
  }
}

/** `= any($1)`: one parameter and one plan, whatever the number of values. */
export const any = <T>(values: readonly T[]): RawBuilder<T> => sql<T>`any(${values})`

interface Marker {
  [markerOf]: string
}
const markerOf = Symbol('parameter')

const isMarker = (value: unknown): value is Marker =>
  typeof value === 'object' && value !== null && markerOf in value

// A class because Kysely's compiler is one.
class LiteralsInText extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (isMarker(value)) super.appendValue(value)
    else this.appendImmediateValue(value)
  }
}

const builder = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new LiteralsInText(),
  },
})

function compile<P extends object, Row>(
  name: string,
  build: (db: Kysely<Database>, params: P) => Query<Row>,
): Compiled<P> {
  if (name.length > 63) throw new Error(`The statement name ${name} is longer than 63 characters`)
  const markers = new Proxy({} as P, { get: (_, key): Marker => ({ [markerOf]: String(key) }) })
  const { sql: text, parameters } = build(builder, markers).compile(builder)
  const names = parameters.map((marker) => (marker as Marker)[markerOf] as keyof P)
  return { text, values: (params) => names.map((key) => params[key]) }
}
