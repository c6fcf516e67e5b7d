import { pino } from 'pino'
import { expect, it } from 'vitest'
import { inProcessEvents } from '../../adapters/in-process/events.ts'
import { createVideoFacts, type VideoFacts } from './facts.ts'

const id = '66f0c1e2a1b2c3d4e5f60718'

function scene() {
  const events = inProcessEvents(pino({ level: 'silent' }))
  let now = 0
  let loads = 0
  let answer: () => Promise<VideoFacts | null> = async () => ({ isOpen: true, hls: null })
  const { of: facts } = createVideoFacts({
    load: () => {
      loads += 1
      return answer()
    },
    events,
    elapsed: () => now,
  })
  return {
    facts,
    events,
    loads: () => loads,
    pass: (ms: number) => {
      now += ms
    },
    answerWith: (next: typeof answer) => {
      answer = next
    },
  }
}

it('loads once for many that ask at once, and again after a second', async () => {
  const { facts, loads, pass } = scene()
  await Promise.all(Array.from({ length: 50 }, () => facts(id)))
  pass(900)
  await facts(id)
  expect(loads()).toBe(1)
  pass(200)
  await facts(id)
  expect(loads()).toBe(2)
})

it.each(['video.changed', 'video.removed'] as const)('forgets at once on %s', async (name) => {
  const { facts, events, answerWith } = scene()
  expect(await facts(id)).toMatchObject({ isOpen: true })
  answerWith(async () => null)
  events.emit(name, { videoId: id })
  expect(await facts(id)).toBeNull()
})

it('does not keep what was loaded before the change and arrived after it', async () => {
  const { facts, events, answerWith } = scene()
  const { promise, resolve } = Promise.withResolvers<VideoFacts | null>()
  answerWith(() => promise)
  const early = facts(id)
  events.emit('video.changed', { videoId: id })
  answerWith(async () => ({ isOpen: false, hls: null }))
  resolve({ isOpen: true, hls: null })
  await early
  expect(await facts(id)).toMatchObject({ isOpen: false })
})

it('keeps no failure', async () => {
  const { facts, answerWith } = scene()
  answerWith(async () => {
    throw new Error('the database is away')
  })
  await expect(facts(id)).rejects.toThrow('away')
  answerWith(async () => ({ isOpen: true, hls: null }))
  expect(await facts(id)).toMatchObject({ isOpen: true })
})
