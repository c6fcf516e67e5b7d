import { sql } from 'kysely'
import type { Remakeable, RemakeOutcome } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Runner } from '../connection.ts'
import { type Params, type Prepared, prepared } from '../statement.ts'

type Page = { after: Id; limit: number }

const chosen = (which: Remakeable, condition: ReturnType<typeof sql>): Prepared<Page, { id: Id }> =>
  prepared(
    `video-media.remakeable.${which}`,
    (_db, p: Params<Page>) => sql<{ id: Id }>`
      select id from videos where ${condition} and source_key is not null and id > ${p.after}
      order by id limit ${p.limit}`,
  )

const pages = {
  waiting: chosen('waiting', sql`awaits_transcoder`),
  failed: chosen('failed', sql`processing_state = 'failed'`),
  all: chosen('all', sql`processing_state in ('ready', 'failed')`),
}

export async function remakeableIds(
  runner: Runner,
  which: Remakeable,
  after: Id | null,
  limit: number,
): Promise<Id[]> {
  const rows = await runner.run(pages[which], { after: after ?? '', limit })
  return rows.map(({ id }) => id)
}

/** Whether all that can be shown of it is there. */
const isComplete = sql`(processing_state = 'ready' and coalesce((hls->>'complete')::boolean, false))`

const inLine = prepared(
  'video-media.in-line',
  (_db, p: Params<{ id: Id }>) => sql<object>`
    update videos set
      processing_state = case when ${isComplete} then processing_state else 'queued' end,
      processing_stage = case when ${isComplete} then processing_stage else 'waiting' end,
      processing_percent = case when ${isComplete} then processing_percent else 0 end,
      processing_error = case when ${isComplete} then processing_error end,
      awaits_transcoder = false
    where id = ${p.id} and processing_state in ('ready', 'failed') and source_key is not null`,
)

const state = prepared('video-media.state', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('videos').select('source_key').where('id', '=', p.id).where('owner_id', 'is not', null),
)

export async function putInLine(tx: Runner, id: Id): Promise<RemakeOutcome> {
  if ((await tx.change(inLine, { id })) > 0) return 'in_line'
  const row = await tx.one(state, { id })
  if (!row) return 'gone'
  return row.source_key === null ? 'no_source' : 'in_work'
}
