import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, it, vi } from 'vitest'
import { usePipeline } from '../../../../test/support/pipeline.ts'
import { inProcessEvents } from '../../../adapters/in-process/events.ts'
import { startWorker } from '../../../jobs/worker.ts'
import { systemClock as clock } from '../../../ports/clock.ts'
import type { ObjectStore } from '../../../ports/object-store.ts'
import { videoJobs } from '../jobs.ts'
import { relocateLater } from '../work.ts'
import { createMoving } from './moving.ts'
import { createTidy } from './tidy.ts'

const { scene } = usePipeline()
const log = pino({ level: 'silent' })
const lanes = { early: 1, media: 1, clearing: 1, leaving: 1, quick: 2 }

type Scene = Awaited<ReturnType<typeof scene>>

/** As on S3, where two moves that go opposite ways can each remove what the other has just copied. */
function copyingStore(objects: ObjectStore) {
  const ways = new Set<string>()
  const seen = { opposite: 0 }
  const way = (from: string, to: string) => `${from.split('/')[0]} to ${to.split('/')[0]}`
  async function move(from: string, to: string): Promise<void> {
    const mine = way(from, to)
    if (ways.has(way(to, from))) seen.opposite++
    ways.add(mine)
    await objects.putBytes(to, await objects.bytes(from))
    await delay(2)
    await objects.remove(from)
    ways.delete(mine)
  }
  return { seen, objects: { ...objects, move } }
}

/** A worker as another process has it: nothing but the database and the files is shared. */
function workerOf({ media, queue, processing }: Scene, objects: ObjectStore) {
  const tidy = createTidy({ media, objects, events: inProcessEvents(log), clock })
  const remnants = { async *clear() {} }
  const moving = createMoving({ queue, clock })
  const jobs = videoJobs({ processing, tidy, moving, remnants, canTranscode: true })
  return startWorker({ queue, jobs, clock, log, lanes, lookEveryMs: 10 })
}

it('is never done by two processes at once, and ends where the last change wants it', async () => {
  const room = await scene()
  const { id, run, store, queue } = room
  await run(1)
  const { objects, seen } = copyingStore(room.objects)
  const before = await Array.fromAsync(objects.list(`public/videos/${id}`))
  const workers = [workerOf(room, objects), workerOf(room, objects)]
  for (let n = 0; n < 20; n++) {
    const privacy = n % 2 ? 'public' : 'private'
    await store.update(id, { privacy }, clock.now(), { jobs: [relocateLater(id)] })
    await delay(n)
  }
  await vi.waitFor(
    async () => expect(await queue.countByState()).toMatchObject({ due: 0, running: 0, parked: 0 }),
    20_000,
  )
  await Promise.all(workers.map((worker) => worker.stop()))
  expect(seen.opposite).toBe(0)
  expect(await Array.fromAsync(objects.list(`public/videos/${id}`))).toEqual(before)
})

it('is asked for again while another runs that may not know of the change', async () => {
  const { id, queue } = await scene()
  const moving = createMoving({ queue, clock })
  const open = async (name: string) =>
    (await queue.list({ name, limit: 10 })).filter(({ state, payload }) => {
      return state === 'due' && (payload as { videoId: string }).videoId === id
    })
  await moving(id)
  await moving(id)
  expect(await open('video.move-files')).toHaveLength(1)
  const running = await queue.lease(['video.move-files'], 60_000)
  await moving(id)
  expect(await open('video.move-files')).toEqual([])
  const [asked] = await open('video.relocate')
  expect(asked!.runAt.getTime()).toBeGreaterThan(Date.now())
  await queue.done(running!)
  await moving(id)
  expect(await open('video.move-files')).toHaveLength(1)
})
