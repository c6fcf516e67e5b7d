import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import type { MadePicture } from '../../media/pictures.ts'
import type { UploadedPicture } from '../../media/uploaded-picture.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Ids } from '../../ports/ids.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import type { Viewer } from '../../viewer.ts'
import { removalOf } from './jobs.ts'
import { isPictureKey } from './keys.ts'
import type { Pictures } from './pictures.ts'
import type { Channel, NewUser, Picture, Taken, User, UserChanges, UserStore } from './store.ts'

export type Users = ReturnType<typeof createUsers>

interface UserParts {
  store: UserStore
  pictures: Pictures
  events: Events
  clock: Clock
  ids: Ids
  /** Ids of what the user watched, newest first. */
  recentVideoIds(viewer: Viewer): Promise<Id[]>
  /** What is to be done when somebody has another name. */
  renamed(userId: Id): NewJob
}

interface MadePictures {
  avatar: MadePicture[]
  cover: MadePicture[] | null
}

export function createUsers(parts: UserParts) {
  const { store, pictures, events, clock, ids } = parts

  async function requireById(id: Id): Promise<User> {
    const user = await store.findById(id)
    if (!user) throw appError('user_not_found')
    return user
  }

  /** Spares a hopeless registration its work; `add` decides. */
  async function requireFree(names: { username: string; email: string }): Promise<void> {
    const taken = await store.takenAmong(names)
    if (taken) throw takenError(taken)
  }

  async function makePictures(avatar: UploadedPicture, cover?: UploadedPicture): Promise<MadePictures> {
    return {
      avatar: await pictures.make('avatar', avatar),
      cover: cover ? await pictures.make('cover', cover) : null,
    }
  }

  async function add(
    details: Omit<NewUser, 'id' | 'avatar' | 'coverImage' | 'now'>,
    made: MadePictures,
  ): Promise<User> {
    const id = ids.next()
    const avatar = await pictures.put(id, 'avatar', made.avatar)
    const coverImage = made.cover ? await pictures.put(id, 'cover', made.cover) : ''
    const taken = await store.add({ ...details, id, avatar, coverImage, now: clock.now() })
    if (taken) {
      await pictures.remove(avatar)
      if (coverImage) await pictures.remove(coverImage)
      throw takenError(taken)
    }
    return requireById(id)
  }

  async function getCurrentUser(viewer: Viewer): Promise<{ user: User; watchHistory: Id[] }> {
    const [user, watchHistory] = await Promise.all([requireById(viewer.id), parts.recentVideoIds(viewer)])
    return { user, watchHistory }
  }

  async function updateAccountDetails(viewer: Viewer, changes: UserChanges): Promise<User> {
    const user = await store.update(viewer.id, changes, clock.now(), {
      jobs: changes.fullName === undefined ? [] : [parts.renamed(viewer.id)],
    })
    if (user === 'email') throw takenError('email')
    if (!user) throw appError('user_not_found')
    events.emit('user.changed', { userId: user.id })
    return user
  }

  async function replacePicture(viewer: Viewer, picture: Picture, file: UploadedPicture): Promise<User> {
    const to = await pictures.put(viewer.id, picture, await pictures.make(picture, file))
    for (let isDone = false; !isDone; ) {
      const user = await requireById(viewer.id)
      const from = picture === 'avatar' ? user.avatar : user.coverImage
      const change = { userId: viewer.id, picture, from, to, now: clock.now() }
      // False when another picture came in between: then that one is the old one.
      // An address of an adopted old database has no files here.
      isDone = await store.replacePicture(change, { jobs: isPictureKey(from) ? [removalOf(from)] : [] })
    }
    events.emit('user.changed', { userId: viewer.id })
    return requireById(viewer.id)
  }

  async function getUserChannelProfile(viewer: Viewer | null, username: string): Promise<Channel> {
    const channel = await store.findChannel(username, viewer?.id ?? null)
    if (!channel) throw appError('user_not_found', { message: `There is no channel "${username}".` })
    return channel
  }

  return {
    requireById,
    loadMany: store.loadMany,
    requireFree,
    makePictures,
    add,
    getCurrentUser,
    updateAccountDetails,
    updateUserAvatar: (viewer: Viewer, file: UploadedPicture) => replacePicture(viewer, 'avatar', file),
    updateCoverImage: (viewer: Viewer, file: UploadedPicture) => replacePicture(viewer, 'cover', file),
    getUserChannelProfile,
  }
}

const takenError = (taken: Taken) => {
  const [code, message] =
    taken === 'username'
      ? (['username_taken', 'This user name is taken.'] as const)
      : (['email_taken', 'There is an account with this e-mail already.'] as const)
  return appError(code, { message, errors: [{ path: taken, message }] })
}
