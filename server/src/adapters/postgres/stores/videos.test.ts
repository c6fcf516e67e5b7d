import { type PostgresRoom, runOnPostgres } from '../../../../test/support/contract.ts'
import { mediaStoreContract } from '../../../features/videos/media.contract.ts'
import { videoStoreContract } from '../../../features/videos/store.contract.ts'
import type { Id } from '../../../lib/id.ts'
import { appendDeltas, foldCounters } from '../counters.ts'
import { postgresJobQueue } from '../job-queue.ts'
import { type Params, prepared } from '../statement.ts'
import { postgresUsers } from './users.ts'
import { postgresVideoMedia } from './video-media.ts'
import { postgresVideos } from './videos.ts'

const like = prepared('test.like', (db, p: Params<{ by: Id; target: Id; now: Date }>) =>
  db
    .insertInto('likes')
    .values({ liked_by: p.by, target_kind: 'video', target_id: p.target, created_at: p.now }),
)
const subscribe = prepared('test.subscribe', (db, p: Params<{ by: Id; to: Id; now: Date }>) =>
  db.insertInto('subscriptions').values({ subscriber_id: p.by, channel_id: p.to, created_at: p.now }),
)

function build(room: PostgresRoom) {
  const { postgres, clock, ids } = room
  const users = postgresUsers(room)
  const now = clock.now()
  return {
    store: postgresVideos(room),
    media: postgresVideoMedia(room),
    queue: postgresJobQueue(room),
    nextId: ids.next,
    async user(name: string) {
      const id = ids.next()
      const account = { username: name, email: `${name}@example.org`, fullName: `${name} Lee` }
      await users.add({ ...account, id, avatar: '', coverImage: '', passwordHash: 'hash', now })
      return id
    },
    addViews: (targetId: Id, delta: number) =>
      postgres.transaction((tx) => appendDeltas(tx, [{ counter: 'video.views', targetId, delta }])),
    async foldCounters() {
      await foldCounters(postgres)
    },
    async like(by: Id, target: Id) {
      await postgres.run(like, { by, target, now })
    },
    async subscribe(by: Id, to: Id) {
      await postgres.run(subscribe, { by, to, now })
    },
    async videosCountOf(userId: Id) {
      const { username } = (await users.findById(userId))!
      return (await users.findChannel(username, null))!.counts.videos
    },
  }
}

runOnPostgres(videoStoreContract, build)
runOnPostgres(mediaStoreContract, build)
