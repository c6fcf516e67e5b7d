import type { z } from 'zod'
import type { Viewer } from '../../viewer.ts'
import { smallPictureKey } from './keys.ts'
import type { ChannelAnswer, OwnerAnswer, UserAnswer } from './schemas.ts'
import type { Channel, Owner, User } from './store.ts'

/** The address of an object key for the client that asks: `(key) => mediaUrls.url(client.baseUrl, key)`. */
export type Link = (key: string) => string

const linked = (link: Link, key: string): string => (key === '' ? '' : link(key))

export const presentOwner = (owner: Owner, link: Link): z.input<typeof OwnerAnswer> => ({
  _id: owner.id,
  username: owner.username,
  fullName: owner.fullName,
  fullname: owner.fullName,
  avatar: linked(link, owner.avatar),
  avatarSmall: linked(link, smallPictureKey(owner.avatar)),
})

/** For the user's own eyes: holds the e-mail. */
export const presentUser = (user: User, link: Link): z.input<typeof UserAnswer> => ({
  ...presentOwner(user, link),
  email: user.email,
  bio: user.bio,
  coverImage: linked(link, user.coverImage),
  coverImageSmall: linked(link, smallPictureKey(user.coverImage)),
  role: user.role,
  createdAt: user.createdAt.toISOString(),
  updatedAt: user.updatedAt.toISOString(),
})

export function presentChannel(
  { user, counts, isSubscribed, isBlocked }: Channel,
  viewer: Viewer | null,
  link: Link,
): z.input<typeof ChannelAnswer> {
  const { email, role: _, ...shown } = presentUser(user, link)
  return {
    ...shown,
    ...(viewer?.id === user.id ? { email } : {}),
    subscribersCount: counts.subscribers,
    channelsSubscribedToCount: counts.subscriptions,
    videosCount: counts.videos,
    isSubscribed,
    isBlocked,
  }
}
