import { AppError } from '../../errors.ts'
import { type MadePicture, makePicture, PictureError } from '../../media/pictures.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { Thumbnail } from './store.ts'

/** The owner's picture, encoded anew. What is not a picture is 422. */
export async function makeThumbnail(path: string): Promise<MadePicture[]> {
  return makePicture(path, 'thumbnail').catch((error: unknown) => {
    throw error instanceof PictureError
      ? new AppError(error.code, {
          message: error.message,
          errors: [{ path: 'thumbnail', message: error.message }],
        })
      : error
  })
}

export async function putThumbnail(
  objects: ObjectStore,
  generation: string,
  pictures: MadePicture[],
): Promise<Thumbnail> {
  for (const { size, bytes } of pictures) await objects.putBytes(`${generation}${size}.jpg`, bytes)
  return { large: `${generation}large.jpg`, small: `${generation}small.jpg` }
}
