import { sql } from 'kysely'
import { type PostgresRoom, runOnPostgres } from '../../../../test/support/contract.ts'
import { crowd } from '../../../../test/support/crowd.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { closingStoreContract } from '../../../features/users/closing.contract.ts'
import type { Id } from '../../../lib/id.ts'
import { postgresJobQueue } from '../job-queue.ts'
import { type Params, prepared } from '../statement.ts'
import { postgresComments } from '../stores/comments.ts'
import { postgresHistory } from '../stores/history.ts'
import { postgresPlaylists } from '../stores/playlists.ts'
import { postgresSessions } from '../stores/sessions.ts'
import { postgresSubscriptions } from '../stores/subscriptions.ts'
import { postgresTweets } from '../stores/tweets.ts'
import { postgresUsers } from '../stores/users.ts'
import { postgresVideos } from '../stores/videos.ts'
import { postgresClosing } from './accounts.ts'
import { postgresRemnants } from './videos.ts'

const rows = prepared(
  'test.rows-of-user',
  (_db, p: Params<{ id: Id }>) => sql<{ count: number }>`select
    (select count(*) from users where id = ${p.id})
    + (select count(*) from user_counters where user_id = ${p.id})
    + (select count(*) from sessions where user_id = ${p.id})
    + (select count(*) from videos where owner_id = ${p.id})
    + (select count(*) from comments where owner_id = ${p.id})
    + (select count(*) from tweets where owner_id = ${p.id})
    + (select count(*) from likes where liked_by = ${p.id})
    + (select count(*) from subscriptions where subscriber_id = ${p.id} or channel_id = ${p.id})
    + (select count(*) from playlists where owner_id = ${p.id})
    + (select count(*) from watch_history where user_id = ${p.id}) as count`,
)

function build(room: PostgresRoom) {
  const { postgres, clock, ids } = room
  const videos = postgresVideos(room)
  const [comments, tweets, sessions] = [postgresComments(room), postgresTweets(room), postgresSessions(room)]
  const [history, playlists] = [postgresHistory(room), postgresPlaylists(room)]
  const subscriptions = postgresSubscriptions(room)
  const now = clock.now()
  return {
    ...engagementRoom(room),
    store: postgresClosing(room),
    users: postgresUsers(room),
    queue: postgresJobQueue(room),
    async removeVideosOf(ownerId: Id) {
      for (const id of await videos.removeSomeOf(ownerId, now, () => ({}))) {
        await Array.fromAsync(postgresRemnants(room).clear(id))
      }
    },
    async tweet(ownerId: Id) {
      const id = ids.next()
      await tweets.add({ id, ownerId, content: 'Hello', now }, {})
      return id
    },
    subscribe: (subscriberId: Id, channelId: Id) =>
      subscriptions.set({ id: ids.next(), subscriberId, channelId, now }, true, {}),
    watched: (userId: Id, videoId: Id) => history.record([{ userId, videoId, at: now, position: null }]),
    playlist: (ownerId: Id, videoId: Id) => playlists.addVideo(ownerId, videoId, now),
    async logIn(userId: Id) {
      const id = ids.next()
      const session = { id, userId, seed: 's', userAgent: '', address: '', now, expiresAt: now }
      await sessions.start(session, 'hash')
      return id
    },
    crowd: (videoId: Id, ownerId: Id, count: number) =>
      crowd(postgres, { videoId, ownerId, comments: count }),
    async ownerOfComment(id: Id) {
      const comment = await comments.find(id)
      return comment ? (comment.owner?.id ?? null) : undefined
    },
    rowsOf: async (userId: Id) => (await postgres.one(rows, { id: userId }))!.count,
  }
}

runOnPostgres(closingStoreContract, build)
