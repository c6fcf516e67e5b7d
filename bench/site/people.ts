import { idAt } from './random.ts'
/** Other than the videos, both sizes of the site have the same. */
export const seeded = { users: 2_000, comments: 1_000_000, likes: 2_000_000, tweets: 20_000 } as const
/** Who is signed in: follows so many, has watched so many, keeps so many in a playlist, and owns so many videos. */
export const viewerName = 'viewer'
export const [followed, watched, kept, ownVideos] = [500, 1_000, 500, 300]

export interface SeededUser {
  id: string
  username: string
  createdAt: Date
}

const day = 86_400_000

/** The last one is the viewer. */
export const makeUsers = (random: () => number): SeededUser[] =>
  Array.from({ length: seeded.users }, (_, n) => {
    const createdAt = new Date(Date.now() - Math.floor((400 + random() * 400) * day))
    const username = n === seeded.users - 1 ? viewerName : `user${n}`
    return { id: idAt(random, createdAt), username, createdAt }
  })

export const userRow = ({ id, username, createdAt }: SeededUser) => ({
  ...{ id, username, email: `${username}@example.org`, full_name: `The ${username}`, bio: '', role: 'user' },
  avatar: `public/users/${id}/${'5f'.repeat(12)}-256.jpg`,
  ...{ cover_image: '', password_hash: 'nobody can log in' },
  ...{ created_at: createdAt, updated_at: createdAt },
})
