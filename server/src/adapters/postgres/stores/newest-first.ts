import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Runner } from '../connection.ts'
import { prepared } from '../statement.ts'

interface Form<P extends object, Entry extends { id: Id }> {
  /** Of its two statements. */
  name: string
  /** `select … from … where …`; what is selected as `id` tells rows of one time apart. */
  rows(p: P): RawBuilder<Entry>
  /** Columns of the order; an index has them. */
  time: RawBuilder<unknown>
  id: RawBuilder<unknown>
  timeOf(entry: Entry): Date
}

type Page = Record<'limit' | 'offset' | 'at' | 'after', unknown>

/** A list by time: one statement for pages by number, one for what follows a cursor. */
export function newestFirst<P extends object, Entry extends { id: Id }>(form: Form<P, Entry>) {
  const { name, rows, time, id, timeOf } = form
  const ordered = (p: P & Page, start: RawBuilder<unknown>) => sql<Entry>`
    ${rows(p)} ${start} order by ${time} desc, ${id} desc limit ${p.limit}::integer`
  const fromOffset = prepared<P & Page, Entry>(
    `${name}.from-offset`,
    (_db, p) => sql<Entry>`${ordered(p, sql``)} offset ${p.offset}::integer`,
  )
  const fromCursor = prepared<P & Page, Entry>(`${name}.from-cursor`, (_db, p) =>
    ordered(p, sql`and (${time}, ${id}) < (${p.at}::timestamptz, ${p.after}::text)`),
  )

  return async (runner: Runner, asked: P, page: PageRequest): Promise<PageOfEntries<Entry>> => {
    const { limit, offset } = page
    const [at = 0, after = ''] = page.after ?? []
    const values = { ...asked, limit: limit + 1, offset, at: new Date(at), after }
    const entries = await runner.run(page.after ? fromCursor : fromOffset, values)
    return cutPage(entries, limit, (entry) => [timeOf(entry).getTime(), entry.id])
  }
}
