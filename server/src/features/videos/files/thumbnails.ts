import type { MadePicture } from '../../../media/pictures.ts'
import type { ObjectStore } from '../../../ports/object-store.ts'
import type { Thumbnail } from '../store.ts'

export async function putThumbnail(
  objects: ObjectStore,
  generation: string,
  pictures: MadePicture[],
): Promise<Thumbnail> {
  for (const { size, bytes } of pictures) await objects.putBytes(`${generation}${size}.jpg`, bytes)
  return { large: `${generation}large.jpg`, small: `${generation}small.jpg` }
}
