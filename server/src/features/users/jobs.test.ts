import { expect, it, vi } from 'vitest'
import { userJobs } from './jobs.ts'
import type { User } from './store.ts'

const userId = 'a'.repeat(24)
const key = `public/users/${userId}/0123456789abcdef01234567-256.jpg`

async function runFor(user: Partial<User> | null): Promise<unknown[]> {
  const remove = vi.fn(async () => {})
  const findById = async (id: string) => (id === userId ? (user as User | null) : null)
  const [removePicture] = userJobs({
    ...{
      pictures: { remove },
      store: { findById },
      closing: { hideVideos: async () => {}, clear: async () => {} },
    },
  })
  await removePicture!.run({ payload: { key } } as Parameters<NonNullable<typeof removePicture>['run']>[0])
  return remove.mock.calls.flat()
}

it('removes a picture whose registration never came to its row', async () => {
  expect(await runFor(null)).toEqual([key])
})

it('removes a picture that was replaced', async () => {
  expect(await runFor({ avatar: 'public/users/other-256.jpg', coverImage: '' })).toEqual([key])
})

it.each(['avatar', 'coverImage'] as const)('leaves the %s that its user still has', async (field) => {
  expect(await runFor({ avatar: '', coverImage: '', [field]: key })).toEqual([])
})
