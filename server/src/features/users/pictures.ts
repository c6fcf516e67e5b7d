import type { Id } from '../../lib/id.ts'
import type { MadePicture } from '../../media/pictures.ts'
import { takePicture, type UploadedPicture } from '../../media/uploaded-picture.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JobQueue } from '../../ports/job-queue.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { removalOf } from './jobs.ts'
import { newPictureKey, picturesOf, smallPictureKey } from './keys.ts'
import type { Picture } from './store.ts'

export type Pictures = ReturnType<typeof createPictures>

interface PicturesParts {
  objects: ObjectStore
  queue: JobQueue
  clock: Clock
}

/** Longer than any request between its files and its row. */
const unnamedMs = 3_600_000

const fields = { avatar: 'avatar', cover: 'coverImage' } as const

/** Pictures of users as objects. */
export function createPictures({ objects, queue, clock }: PicturesParts) {
  const make = (picture: Picture, file: UploadedPicture): Promise<MadePicture[]> =>
    takePicture(fields[picture], file, picture)

  /** Answers the key for the database. First comes the job that removes the files should no row ever name them. */
  async function put(userId: Id, picture: Picture, made: MadePicture[]): Promise<string> {
    const key = newPictureKey(userId, picture)
    await queue.add(removalOf(key, new Date(clock.now().getTime() + unnamedMs)))
    for (const { size, bytes } of made) {
      await objects.putBytes(size === 'large' ? key : smallPictureKey(key), bytes)
    }
    return key
  }

  async function remove(key: string): Promise<void> {
    await objects.remove(key)
    await objects.remove(smallPictureKey(key))
  }

  async function removeAll(userId: Id): Promise<void> {
    await objects.removePrefix(picturesOf(userId))
  }

  return { make, put, remove, removeAll }
}
