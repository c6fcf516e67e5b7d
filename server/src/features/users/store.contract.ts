import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { JobQueue } from '../../ports/job-queue.ts'
import type { NewUser, UserStore } from './store.ts'

export interface UserStoreRoom {
  store: UserStore
  queue: JobQueue
  nextId(): Id
}

const now = new Date('2026-03-04T05:06:07.089Z')
const none = {}
const later = new Date('2026-03-05T00:00:00.001Z')

const someUser = (id: Id, name = 'ann'): NewUser => ({
  id,
  username: name,
  email: `${name}@example.org`,
  fullName: 'Ann Lee',
  avatar: `public/users/${id}/a-256.jpg`,
  coverImage: '',
  passwordHash: 'hash',
  now,
})

export const userStoreContract = contract<UserStoreRoom>('users', (open) => {
  async function withAnn() {
    const room = await open()
    const ann = someUser(room.nextId())
    await room.store.add(ann)
    return { ...room, ann }
  }

  it('gives back what was added, without the password', async () => {
    const { store, ann } = await withAnn()
    const { passwordHash: _, now: __, ...shown } = ann
    const expected = { ...shown, bio: '', role: 'user', createdAt: now, updatedAt: now }
    expect(await store.findById(ann.id)).toEqual(expected)
    expect(await store.findChannel('ann', null)).toEqual({
      user: expected,
      counts: { subscribers: 0, subscriptions: 0, videos: 0 },
      isSubscribed: false,
      isBlocked: false,
    })
  })

  it('knows nobody by another id or name', async () => {
    const { store, nextId } = await withAnn()
    expect(await store.findById(nextId())).toBeNull()
    expect(await store.findChannel('bob', null)).toBeNull()
  })

  it('adds one of twenty with the same name at once', async () => {
    const { store, nextId } = await open()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.add({ ...someUser(nextId()), email: `${n}@example.org` })),
    )
    expect(answers.filter((taken) => taken === null)).toHaveLength(1)
    expect(answers.filter((taken) => taken === 'username')).toHaveLength(19)
  })

  it('adds one of twenty with the same e-mail at once', async () => {
    const { store, nextId } = await open()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.add({ ...someUser(nextId()), username: `ann${n}` })),
    )
    expect(answers.filter((taken) => taken === null)).toHaveLength(1)
    expect(answers.filter((taken) => taken === 'email')).toHaveLength(19)
  })

  it('says what is taken', async () => {
    const { store } = await withAnn()
    expect(await store.takenAmong({ username: 'ann', email: 'other@example.org' })).toBe('username')
    expect(await store.takenAmong({ username: 'other', email: 'ann@example.org' })).toBe('email')
    expect(await store.takenAmong({ username: 'other', email: 'other@example.org' })).toBeNull()
  })

  it('loads owners in the order that was asked for, without those who are not there', async () => {
    const { store, nextId, ann } = await withAnn()
    const bob = someUser(nextId(), 'bob')
    await store.add(bob)
    const owners = await store.loadMany([bob.id, nextId(), ann.id, bob.id])
    expect(owners.map((owner) => owner.username)).toEqual(['bob', 'ann', 'bob'])
    expect(owners[1]).toEqual({ id: ann.id, username: 'ann', fullName: 'Ann Lee', avatar: ann.avatar })
    expect(await store.loadMany([])).toEqual([])
  })

  it('changes what is given and leaves the rest', async () => {
    const { store, ann } = await withAnn()
    expect(await store.update(ann.id, { bio: 'Films.' }, later, none)).toMatchObject({
      fullName: 'Ann Lee',
      email: 'ann@example.org',
      bio: 'Films.',
      createdAt: now,
      updatedAt: later,
    })
    const changes = { fullName: 'Ann', email: 'a@example.org', bio: '' }
    expect(await store.update(ann.id, changes, later, none)).toMatchObject(changes)
  })

  it('does not give an e-mail twice', async () => {
    const { store, nextId, ann } = await withAnn()
    await store.add(someUser(nextId(), 'bob'))
    expect(await store.update(ann.id, { email: 'bob@example.org', bio: 'x' }, later, none)).toBe('email')
    expect(await store.findById(ann.id)).toMatchObject({ email: 'ann@example.org', bio: '' })
    expect(await store.update(ann.id, { email: 'ann@example.org' }, later, none)).toMatchObject({
      id: ann.id,
    })
    expect(await store.update(nextId(), { bio: 'x' }, later, none)).toBeNull()
  })

  it('lets one of twenty replace the same picture, with one job', async () => {
    const { store, queue, ann } = await withAnn()
    const from = ann.avatar
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.replacePicture(
          { userId: ann.id, picture: 'avatar', from, to: `public/${n}`, now: later },
          { jobs: [{ name: 'remove', payload: { from } }] },
        ),
      ),
    )
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect((await store.findById(ann.id))?.avatar).toBe(`public/${answers.indexOf(true)}`)
    expect(await queue.list({ name: 'remove', limit: 100 })).toHaveLength(1)
  })

  it('replaces the cover without touching the avatar', async () => {
    const { store, ann } = await withAnn()
    const change = { userId: ann.id, picture: 'cover', from: '', to: 'public/c', now: later } as const
    expect(await store.replacePicture(change, {})).toBe(true)
    expect(await store.findById(ann.id)).toMatchObject({ avatar: ann.avatar, coverImage: 'public/c' })
  })

  it('makes somebody an administrator', async () => {
    const { store, nextId, ann } = await withAnn()
    expect(await store.setRole(ann.id, 'admin', later)).toBe(true)
    expect((await store.findById(ann.id))?.role).toBe('admin')
    expect(await store.setRole(nextId(), 'admin', later)).toBe(false)
  })
})
