import { jobs } from './0001-jobs.ts'
import { accounts } from './0002-accounts.ts'
import { videos } from './0003-videos.ts'
import { likes } from './0004-likes.ts'
import { subscriptions } from './0005-subscriptions.ts'
import { comments } from './0006-comments.ts'
import { tweets } from './0007-tweets.ts'
import { playlists } from './0008-playlists.ts'
import { idempotency } from './0009-idempotency.ts'
import { history } from './0010-history.ts'
import { removals } from './0011-removals.ts'
import { remaking } from './0012-remaking.ts'
import { days } from './0013-days.ts'
import { blocks } from './0014-blocks.ts'
import { search } from './0015-search.ts'
import { site } from './0016-site.ts'
import { filling } from './0017-filling.ts'
import { lines } from './0018-lines.ts'

/** Forward only. One that has been released is never changed: a mistake is mended by the next one. */
export interface Migration {
  /** Its number in the list, from 1. */
  id: number
  name: string
  /** SQL for PostgreSQL 15 and newer; may hold several statements, all in one transaction. */
  up: string
}

export const migrations: Migration[] = [
  jobs,
  accounts,
  videos,
  likes,
  subscriptions,
  comments,
  tweets,
  playlists,
  idempotency,
  history,
  removals,
  remaking,
  days,
  blocks,
  search,
  site,
  filling,
  lines,
]
