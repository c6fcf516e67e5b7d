import { postgresVideos } from '../../src/adapters/postgres/stores/videos.ts'
import type { NewVideo } from '../../src/features/videos/store.ts'
import { type Id, makeId } from '../../src/lib/id.ts'
import { titleKeyOf } from '../../src/lib/title-key.ts'
import type { TestApp } from './app.ts'

/** A public video that plays. */
export const videoRow = (id: Id, ownerId: Id, now: Date, more: Partial<NewVideo> = {}): NewVideo => ({
  ...{ id, ownerId, title: 'Sea', titleKey: titleKeyOf(more.title ?? 'Sea'), description: '', tags: [] },
  ...{ privacy: 'public', isPublished: true },
  ...{ durationSeconds: 12.5, source: `private/videos/${id}/source/5f/source.mp4` },
  ...{ progressive: `public/videos/${id}/file/5f/video.mp4`, thumbnail: null, now },
  ...more,
})

/** A public video of this person, which stands in lists; only its row is there. */
export async function addVideo(
  app: TestApp,
  owner: { _id: Id },
  more: Partial<NewVideo> = {},
): Promise<{ _id: Id }> {
  const now = more.now ?? new Date()
  const id = makeId(now)
  const makers = { clock: { now: () => now }, ids: { next: () => makeId(now) } }
  await postgresVideos({ postgres: app.postgres, ...makers }).add(videoRow(id, owner._id, now, more), {})
  app.events.emit('video.changed', { videoId: id })
  return { _id: id }
}
