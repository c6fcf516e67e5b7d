import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../../lib/id.ts'

/** The rows of `videos` that this viewer may see by their address: policy.ts of the videos, as SQL. */
export const visibleTo = (viewerId: Id | null): RawBuilder<boolean> =>
  sql<boolean>`((is_published and privacy <> 'private') or owner_id = ${viewerId}::text)`

/** Looked up once a statement: of somebody who is not there, or has closed the account, there is no list. */
export const isSomebody = (userId: Id): RawBuilder<boolean> =>
  sql<boolean>`exists (select from users where id = ${userId} and closed_at is null)`

/** Of nobody whose account is closed: there are few of them at any moment, and they are looked up once a statement. */
export const ofSomebody = (ownerId: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`${ownerId} <> all (array(select id from users where closed_at is not null))`

/**
 * Neither the viewer nor the other has blocked the other one: two look-ups by key a row, however long their lists are.
 * `offset 0` keeps them look-ups: as a join the planner may read all blocks and lose the order of the list.
 */
export const unblocked = (viewerId: Id | null, otherId: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`not exists (select from blocks
      where blocker_id = ${viewerId}::text and blocked_id = ${otherId} offset 0)
    and not exists (select from blocks
      where blocked_id = ${viewerId}::text and blocker_id = ${otherId} offset 0)`
