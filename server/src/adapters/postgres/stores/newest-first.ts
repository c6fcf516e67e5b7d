import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Runner } from '../connection.ts'
import { prepared } from '../statement.ts'
import { pageStatements, type Start } from './row-counts.ts'

interface Form<P extends object, Entry extends { id: Id }> {
  /** Of its statements, up to where they begin and how many rows they read. */
  name: string
  /** `select … from … where …`; what is selected as `id` tells rows of one time apart. */
  rows(p: P): RawBuilder<Entry>
  /** Columns of the order; an index has them. */
  time: RawBuilder<unknown>
  id: RawBuilder<unknown>
  timeOf(entry: Entry): Date
}

type Page = Record<'offset' | 'at' | 'after', unknown>

/** A list by time, by pages and by what follows a cursor. */
export function newestFirst<P extends object, Entry extends { id: Id }>(form: Form<P, Entry>) {
  const { name, rows, time, id, timeOf } = form
  const starts: Record<Start, (p: Page) => RawBuilder<unknown>> = {
    first: () => sql``,
    offset: () => sql``,
    cursor: (p) => sql`and (${time}, ${id}) < (${p.at}::timestamptz, ${p.after}::text)`,
  }
  const statementOf = pageStatements(name, (full, start, count) =>
    prepared<P & Page, Entry>(
      full,
      (_db, p) => sql<Entry>`
        ${rows(p)} ${starts[start](p)} order by ${time} desc, ${id} desc
        limit ${sql.lit(count)} ${start === 'offset' ? sql`offset ${p.offset}::integer` : sql``}`,
    ),
  )

  return async (runner: Pick<Runner, 'run'>, asked: P, page: PageRequest): Promise<PageOfEntries<Entry>> => {
    const { limit, offset } = page
    const [at = 0, after = ''] = page.after ?? []
    const entries = await runner.run(statementOf(page), { ...asked, offset, at: new Date(at), after })
    return cutPage(entries, limit, (entry) => [timeOf(entry).getTime(), entry.id])
  }
}
