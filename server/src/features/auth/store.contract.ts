import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { NewSession, SessionStore } from './store.ts'

export interface SessionStoreRoom {
  store: SessionStore
  nextId(): Id
  /** Adds a user and answers the id. */
  addUser(user: { username: string; email: string; passwordHash: string }): Promise<Id>
}

const minutes = (n: number) => new Date(Date.parse('2026-03-04T05:06:07.089Z') + n * 60_000)
const now = minutes(0)
const times = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))

export const sessionStoreContract = contract<SessionStoreRoom>('sessions', (open) => {
  async function withAnn() {
    const room = await open()
    const annId = await room.addUser({ username: 'ann', email: 'ann@example.org', passwordHash: 'hash' })
    const newSession = (more: Partial<NewSession> = {}): NewSession => ({
      id: room.nextId(),
      userId: annId,
      seed: 'seed',
      userAgent: 'curl/8',
      address: '192.0.2.1',
      now,
      expiresAt: minutes(60),
      ...more,
    })
    const started = async (more: Partial<NewSession> = {}) => {
      const session = newSession(more)
      await room.store.start(session, 'hash')
      return session
    }
    return { ...room, annId, newSession, started }
  }

  it('finds credentials by name, e-mail and id', async () => {
    const { store, annId, nextId } = await withAnn()
    const expected = { userId: annId, username: 'ann', email: 'ann@example.org', passwordHash: 'hash' }
    expect(await store.credentialsOf({ username: 'ann' })).toEqual(expected)
    expect(await store.credentialsOf({ email: 'ann@example.org' })).toEqual(expected)
    expect(await store.credentialsOf({ id: annId })).toEqual(expected)
    expect(await store.credentialsOf({ username: 'ann@example.org' })).toBeNull()
    expect(await store.credentialsOf({ id: nextId() })).toBeNull()
  })

  it('starts a session that names its user', async () => {
    const { store, annId, newSession } = await withAnn()
    const session = newSession()
    expect(await store.start(session, 'hash')).toBe(true)
    expect(await store.viewer(session.id, annId, minutes(1))).toEqual({
      viewer: {
        id: annId,
        username: 'ann',
        role: 'user',
        sessionId: session.id,
        isHistoryPaused: false,
        hasBlocks: false,
      },
      lastUsedAt: now,
    })
    const { now: _, ...kept } = session
    expect(await store.find(session.id, now)).toEqual({
      ...kept,
      number: 1,
      rotatedAt: now,
      lastUsedAt: now,
      createdAt: now,
    })
  })

  it('starts none by a password that is not the current one', async () => {
    const { store, annId, newSession } = await withAnn()
    expect(await store.start(newSession(), 'other')).toBe(false)
    expect(await store.listOf(annId, now)).toEqual([])
  })

  it('names nobody for a session of somebody else, none, or an expired one', async () => {
    const { store, annId, nextId, started } = await withAnn()
    const session = await started()
    expect(await store.viewer(session.id, nextId(), now)).toBeNull()
    expect(await store.viewer(nextId(), annId, now)).toBeNull()
    expect(await store.viewer(session.id, annId, minutes(60))).toBeNull()
    expect(await store.find(session.id, minutes(60))).toBeNull()
    expect(await store.listOf(annId, minutes(60))).toEqual([])
  })

  it('lets one of twenty rotate the same token', async () => {
    const { store, started } = await withAnn()
    const { id } = await started()
    const use = { now: minutes(5), expiresAt: minutes(65) }
    const answers = await Promise.all(times(20, () => store.rotate(id, 1, use)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await store.find(id, minutes(5))).toMatchObject({
      number: 2,
      rotatedAt: minutes(5),
      lastUsedAt: minutes(5),
      expiresAt: minutes(65),
    })
    expect(await store.rotate(id, 2, { now: minutes(66), expiresAt: minutes(99) })).toBe(false)
  })

  it('notes a use, unless a later one is noted', async () => {
    const { store, annId, started } = await withAnn()
    const { id } = await started()
    await store.touch(id, { now: minutes(2), expiresAt: minutes(62) }, minutes(1))
    expect(await store.find(id, minutes(2))).toMatchObject({
      lastUsedAt: minutes(2),
      expiresAt: minutes(62),
    })
    await store.touch(id, { now: minutes(2.5), expiresAt: minutes(99) }, minutes(1.5))
    expect((await store.viewer(id, annId, minutes(3)))?.lastUsedAt).toEqual(minutes(2))
  })

  it('lists what was used last first', async () => {
    const { store, annId, started } = await withAnn()
    const older = await started()
    const newer = await started({ now: minutes(1) })
    await store.touch(older.id, { now: minutes(3), expiresAt: minutes(60) }, minutes(2))
    expect((await store.listOf(annId, minutes(4))).map(({ id }) => id)).toEqual([older.id, newer.id])
  })

  it('ends a session of the user alone, once', async () => {
    const { store, annId, nextId, started } = await withAnn()
    const { id } = await started()
    expect(await store.end(id, nextId())).toBe(false)
    const answers = await Promise.all(times(20, () => store.end(id, annId)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await store.viewer(id, annId, now)).toBeNull()
  })

  it('sweeps expired sessions and no others, a bounded number at a time', async () => {
    const { store, annId, started } = await withAnn()
    for (let n = 0; n < 5; n++) await started()
    const fresh = await started({ now: minutes(59), expiresAt: minutes(121) })
    expect(await store.sweep(minutes(59), 3)).toBe(0)
    expect(await store.sweep(minutes(60), 3)).toBe(3)
    const swept = await Promise.all(times(20, () => store.sweep(minutes(60), 3)))
    expect(swept.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect((await store.listOf(annId, now)).map(({ id }) => id)).toEqual([fresh.id])
  })

  it('ends the other sessions when the password changes', async () => {
    const { store, annId, started } = await withAnn()
    const [kept, ...others] = await Promise.all(times(3, () => started()))
    const change = { userId: annId, from: 'hash', to: 'new', keep: kept!.id, now: minutes(1) }
    const ended = await store.changePassword(change)
    expect(ended?.sort()).toEqual(others.map(({ id }) => id).sort())
    expect(await store.viewer(kept!.id, annId, now)).not.toBeNull()
    expect((await store.credentialsOf({ id: annId }))?.passwordHash).toBe('new')
  })

  it('changes a password only from the one that is known, or for an operator from any', async () => {
    const { store, annId, nextId, started } = await withAnn()
    const { id } = await started()
    const change = { userId: annId, to: 'new', keep: null, now }
    expect(await store.changePassword({ ...change, from: 'other' })).toBeNull()
    expect((await store.listOf(annId, now)).map((session) => session.id)).toEqual([id])
    expect(await store.changePassword({ ...change, from: null })).toEqual([id])
    expect(await store.changePassword({ ...change, from: null, userId: nextId() })).toBeNull()
  })

  it('leaves no session by the old password when log-ins and a change meet', async () => {
    const { store, annId, newSession } = await withAnn()
    let hash = 'hash'
    for (let round = 0; round < 5; round++) {
      const [from, to] = [hash, `hash ${round}`]
      const keepLoggingIn = async () => {
        while (hash === from) await store.start(newSession(), from)
      }
      const logIns = times(8, keepLoggingIn)
      await store.changePassword({ userId: annId, from, to, keep: null, now })
      hash = to
      await Promise.all(logIns)
      expect(await store.listOf(annId, now)).toEqual([])
    }
  })

  it('keeps sessions when a password is only written in another form', async () => {
    const { store, annId, started } = await withAnn()
    const { id } = await started()
    await store.rehash(annId, 'other', 'never')
    await store.rehash(annId, 'hash', 'better')
    expect((await store.credentialsOf({ id: annId }))?.passwordHash).toBe('better')
    expect(await store.viewer(id, annId, now)).not.toBeNull()
  })
})
