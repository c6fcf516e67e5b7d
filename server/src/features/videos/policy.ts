import type { Id } from '../../lib/id.ts'
import { isOwner, policy } from '../../policy.ts'
import type { Privacy } from './store.ts'

/** What decides who may see a video and everything that is made of it. */
interface Seen {
  ownerId: Id
  privacy: Privacy
  isPublished: boolean
}

/** Anybody who has its address may see it; its files lie under `public/`. */
export const isOpen = (video: Omit<Seen, 'ownerId'>): boolean =>
  video.isPublished && video.privacy !== 'private'

export const videoPolicy = policy({
  view: (viewer, video: Seen) => isOpen(video) || isOwner(viewer, video),
  edit: isOwner,
})
