import type { Picture } from './store.ts'

/** The pictures of a user as object keys: the database holds the large one, the small one lies beside it. */

const smallName = { '-256.jpg': '-64.jpg', '-1280.jpg': '-640.jpg' } as const

export const pictureKeys = (userId: string, kind: Picture, random: string) => {
  const [large, small] = kind === 'avatar' ? ['256', '64'] : ['1280', '640']
  const stem = `public/users/${userId}/${random}`
  return { large: `${stem}-${large}.jpg`, small: `${stem}-${small}.jpg` }
}

/** The small one's key; of an address from an old database, that address. */
export function smallPictureKey(key: string): string {
  if (/^https?:/i.test(key)) return key
  return key.replace(/-(256|1280)\.jpg$/, (end) => smallName[end as keyof typeof smallName])
}
