import { type PostgresRoom, runOnPostgres } from '../../../../test/support/contract.ts'
import { historyStoreContract } from '../../../features/history/store.contract.ts'
import type { Privacy } from '../../../features/videos/store.ts'
import { viewStoreContract } from '../../../features/views/store.contract.ts'
import type { Id } from '../../../lib/id.ts'
import { postgresHistory } from './history.ts'
import { postgresSessions } from './sessions.ts'
import { postgresUsers } from './users.ts'
import { postgresVideos } from './videos.ts'
import { postgresViews } from './views.ts'

function build(room: PostgresRoom) {
  const { clock, ids } = room
  const users = postgresUsers(room)
  const videos = postgresVideos(room)
  const now = clock.now()

  async function user(name: string): Promise<Id> {
    const id = ids.next()
    const account = { username: name, email: `${name}@example.org`, fullName: name }
    await users.add({ ...account, id, avatar: '', coverImage: '', passwordHash: 'hash', now })
    return id
  }
  async function video(ownerId: Id, privacy: Privacy = 'public'): Promise<Id> {
    const id = ids.next()
    const text = { title: 'Sea', titleKey: 'sea', description: '', tags: [] }
    const media = { source: 'private/s', progressive: 'public/f', thumbnail: null, durationSeconds: 1 }
    await videos.add({ id, ownerId, ...text, ...media, privacy, isPublished: true, now }, {})
    return id
  }
  return { ids, user, video, videos }
}

runOnPostgres(historyStoreContract, (room) => {
  const { ids, user, video, videos } = build(room)
  return {
    store: postgresHistory(room),
    nextId: ids.next,
    user,
    video,
    async removeVideo(id: Id) {
      await videos.remove(id, new Date(), {})
    },
    async isPaused(userId: Id) {
      const [at, id] = [room.clock.now(), ids.next()]
      const use = { now: at, expiresAt: new Date(at.getTime() + 60_000) }
      const sessions = postgresSessions(room)
      await sessions.start({ id, userId, seed: '', userAgent: '', address: '', ...use }, 'hash')
      return (await sessions.viewer(id, userId, at))!.viewer.isHistoryPaused
    },
  }
})

runOnPostgres(viewStoreContract, (room) => {
  const { ids, user, video, videos } = build(room)
  let owner: Promise<Id> | undefined
  return {
    store: postgresViews(room),
    nextId: ids.next,
    async video() {
      owner ??= user('ann')
      return video(await owner)
    },
    viewsOf: async (id: Id) => (await videos.find(id))?.counts.views ?? -1,
  }
})
