import type { Database, Makers } from '../../database.ts'
import { postgresBookkeeping } from './bookkeeping.ts'
import type { Postgres } from './connection.ts'
import { counterKinds, foldCounters } from './counters.ts'
import { postgresIdempotency } from './idempotency.ts'
import { postgresJobQueue } from './job-queue.ts'
import { type DatabaseOptions, openDatabase } from './open.ts'
import { postgresClosing } from './removal/accounts.ts'
import { postgresRemnants } from './removal/videos.ts'
import { openReplicas, type Replicas } from './replicas.ts'
import { postgresSiteData } from './site-data.ts'
import { postgresBlocks } from './stores/blocks.ts'
import { postgresComments } from './stores/comments.ts'
import { postgresDashboard } from './stores/dashboard.ts'
import { postgresHistory } from './stores/history.ts'
import { postgresLikes } from './stores/likes.ts'
import { postgresPlaylists } from './stores/playlists.ts'
import { postgresSearch } from './stores/search/search.ts'
import { postgresSessions } from './stores/sessions.ts'
import { postgresSubscriptions } from './stores/subscriptions.ts'
import { postgresTweets } from './stores/tweets.ts'
import { postgresUsers } from './stores/users.ts'
import { postgresVideoMedia } from './stores/video-media.ts'
import { postgresVideos } from './stores/videos.ts'
import { postgresViews } from './stores/views.ts'

interface Parts extends Makers {
  postgres: Postgres
  poolSize?: number
  replicas?: Replicas
}

export interface Options extends DatabaseOptions {
  /** Addresses of its standbys. */
  replicaUrls?: readonly string[]
}

/** What a visitor searches for may not take longer, however odd it is. */
const searchTimeoutMs = 1_000

export async function openPostgresDatabase(
  makers: Makers,
  { replicaUrls = [], ...options }: Options,
): Promise<Database> {
  const postgres = await openDatabase(options)
  const { poolSize, preparedNames, log } = options
  if (replicaUrls.length === 0) return postgresDatabase({ ...makers, postgres, poolSize })
  const replicas = await openReplicas({ urls: replicaUrls, primary: postgres, poolSize, preparedNames, log })
  return postgresDatabase({ ...makers, postgres, poolSize, replicas })
}

export function postgresDatabase({ replicas, ...given }: Parts): Database {
  const { postgres, poolSize } = given
  const parts = { ...given, listsFor: replicas?.readerFor(postgres) }
  // Among 200,000 videos the database would plan some searches anew each time: that took longer than they do.
  const hurried = postgres.apart({ poolSize, statementTimeoutMs: searchTimeoutMs, plansOnce: true })
  return {
    blocks: postgresBlocks(parts),
    closing: postgresClosing(parts),
    comments: postgresComments(parts),
    dashboard: postgresDashboard(parts),
    history: postgresHistory(parts),
    likes: postgresLikes(parts),
    media: postgresVideoMedia(parts),
    playlists: postgresPlaylists(parts),
    remnants: postgresRemnants(parts),
    search: postgresSearch({ postgres, hurried, searchesFor: replicas?.readerFor(hurried) }),
    sessions: postgresSessions(parts),
    subscriptions: postgresSubscriptions(parts),
    tweets: postgresTweets(parts),
    users: postgresUsers(parts),
    videos: postgresVideos(parts),
    views: postgresViews(parts),
    queue: postgresJobQueue(parts),
    records: postgresIdempotency(parts),
    data: postgresSiteData(postgres),
    bookkeeping: postgresBookkeeping(postgres),
    foldCounters: (now) => foldCounters(postgres, counterKinds, now),
    figures: () => postgres.figures(),
    check: () => postgres.check(),
    shortcoming: () => replicas?.shortcoming() ?? null,
    async close() {
      await replicas?.close()
      await postgres.close()
    },
  }
}
