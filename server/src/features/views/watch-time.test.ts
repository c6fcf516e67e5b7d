import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { inProcessMemory } from '../../adapters/in-process/memory.ts'
import type { Viewer } from '../../viewer.ts'
import { createWatchTime } from './watch-time.ts'

const [ann, bob] = ['a'.repeat(24), 'b'.repeat(24)]
const viewer = { id: bob } as Viewer
const film = { id: 'f'.repeat(24), ownerId: ann }

let now = 0
const addWatchTime = vi.fn(async () => {})
const onError = vi.fn()
let watchTime: ReturnType<typeof createWatchTime>

beforeEach(() => {
  now = Date.parse('2026-03-04T05:06:07.089Z')
  addWatchTime.mockReset().mockResolvedValue()
  const clock = { now: () => new Date(now) }
  watchTime = createWatchTime({ store: { addWatchTime }, memory: inProcessMemory({ clock }), clock, onError })
})
afterEach(() => watchTime.close())

/** Positions, each so many seconds after the one before it. */
function tell(positions: number[], { every = 5, who = viewer } = {}) {
  for (const position of positions) {
    watchTime.add(who, film, position)
    now += every * 1000
  }
}

async function written(): Promise<unknown> {
  await watchTime.flush()
  return (addWatchTime.mock.calls as unknown[][]).flat(2)
}
const seconds = (count: number) => [{ videoId: film.id, seconds: count }]

it('sums up what lies between the positions of a player', async () => {
  tell([0, 5, 10, 15])
  expect(await written()).toEqual(seconds(15))
})

it('takes a video that is played twice as fast, and no faster', async () => {
  tell([0, 10, 20])
  tell([20, 60, 100])
  expect(await written()).toEqual(seconds(20))
})

it('counts no more than there was time for, however often it is told', async () => {
  for (let n = 0; n < 50; n++) tell([0, 0.9], { every: 0.01 })
  expect(await written()).toEqual([])
})

it('counts nothing that was skipped, ahead or back, and goes on from there', async () => {
  tell([0, 5, 300, 305, 20, 25])
  expect(await written()).toEqual(seconds(15))
})

it('counts nothing twice that is told twice', async () => {
  tell([5, 5, 5])
  expect(await written()).toEqual([])
})

it('counts each viewer, but not the owner', async () => {
  tell([0, 5])
  tell([0, 5], { who: { ...viewer, id: 'c'.repeat(24) } })
  tell([0, 5], { who: { ...viewer, id: ann } })
  expect(await written()).toEqual(seconds(10))
})

it('keeps what is less than a second for the next time', async () => {
  tell([0, 1.6], { every: 2 })
  expect(await written()).toEqual(seconds(1))
  tell([2.4], { every: 2 })
  expect(await written()).toEqual([...seconds(1), ...seconds(1)])
})

it('keeps what could not be written', async () => {
  addWatchTime.mockRejectedValueOnce(new Error('no database'))
  tell([0, 5])
  await expect(watchTime.flush()).rejects.toThrow('no database')
  tell([10])
  await watchTime.flush()
  expect(addWatchTime).toHaveBeenLastCalledWith(seconds(10))
})
