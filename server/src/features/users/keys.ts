import { randomBytes } from 'node:crypto'
import type { Id } from '../../lib/id.ts'
import type { Picture } from './store.ts'

/**
 * Keys of a user's pictures: `public/users/<id>/<random>-<pixels>.jpg`. The database holds the large one's; the small
 * one lies beside it. An adopted old database holds addresses instead, which have one size.
 */
const sizes = { avatar: { large: '256', small: '64' }, cover: { large: '1280', small: '640' } } as const

export const newPictureKey = (userId: Id, picture: Picture): string =>
  `${picturesOf(userId)}${randomBytes(12).toString('hex')}-${sizes[picture].large}.jpg`

export const picturesOf = (userId: Id): string => `public/users/${userId}/`

export const isPictureKey = (key: string): boolean => key.startsWith('public/users/')

export const userIdOf = (key: string): Id => key.split('/')[2]!

export function smallPictureKey(key: string): string {
  if (!isPictureKey(key)) return key
  return key.replace('-256.jpg', '-64.jpg').replace('-1280.jpg', '-640.jpg')
}
