import { type PostgresRoom, runOnPostgres } from '../../../../../test/support/contract.ts'
import { type SearchRoom, searchStoreContract } from '../../../../features/search/store.contract.ts'
import { titleKeyOf } from '../../../../features/videos/words.ts'
import type { Id } from '../../../../lib/id.ts'
import { makeId } from '../../../../lib/id.ts'
import { appendDeltas, type CounterName, foldCounters } from '../../counters.ts'
import { postgresUsers } from '../users.ts'
import { postgresVideos } from '../videos.ts'
import { postgresSearch } from './search.ts'

const now = new Date('2026-03-04T05:06:07.089Z')

function build(room: PostgresRoom): SearchRoom {
  const { postgres, ids } = room
  const [users, videos] = [postgresUsers(room), postgresVideos(room)]
  const count = async (counter: CounterName, targetId: Id, delta: number) => {
    await postgres.transaction((tx) => appendDeltas(tx, [{ counter, targetId, delta }]))
    await foldCounters(postgres)
  }
  return {
    store: postgresSearch({ postgres, hurried: postgres }),
    async user(username, fullName) {
      const id = ids.next()
      const account = { username, email: `${username}@example.org`, fullName, avatar: '', coverImage: '' }
      await users.add({ ...account, id, passwordHash: 'hash', now })
      return id
    },
    async rename(id, fullName) {
      await users.update(id, { fullName }, now, {})
    },
    async video(ownerId, { title = 'Film', description = '', tags = [], privacy = 'public' }, at) {
      const id = makeId(at)
      const text = { title, titleKey: titleKeyOf(title), description, tags }
      const media = { source: 'private/s', progressive: 'public/f', thumbnail: null, durationSeconds: 1 }
      await videos.add({ id, ownerId, ...text, ...media, privacy, isPublished: true, now: at }, {})
      return id
    },
    async change(id, changes) {
      await videos.update(id, changes, now, {})
    },
    async remove(id) {
      await videos.remove(id, now, {})
    },
    watch: (id, views) => count('video.views', id, views),
    like: (id, likes) => count('video.likes', id, likes),
    forgetIndex: () => postgres.script('truncate video_search, search_words'),
  }
}

runOnPostgres(searchStoreContract, build)
