import { expect, it, vi } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import type { Id } from '../lib/id.ts'
import type { Events } from './event-bus.ts'

export interface EventsRoom {
  /** As many processes of one site as the bus can join. */
  processes: Events[]
}

/** A busy machine is slow. */
const patience = { timeout: 20_000, interval: 10 }

/** What one process has heard of videos. */
function ear(events: Events): Id[] {
  const heard: Id[] = []
  events.on('video.changed', ({ videoId }) => heard.push(videoId))
  return heard
}

export const eventsContract = contract<EventsRoom>('events', (open) => {
  it('come to every process once, in their order, and to their own at once', async () => {
    const { processes } = await open()
    const [first] = processes
    const ears = processes.map(ear)
    for (const videoId of ['a', 'b', 'c']) first!.emit('video.changed', { videoId })
    expect(ears[0]).toEqual(['a', 'b', 'c'])
    // What comes last has everything before it.
    const said = processes.map((events) => {
      const ended = vi.fn()
      events.on('video.removed', ended)
      return ended
    })
    first!.emit('video.removed', { videoId: 'end' })
    await vi.waitFor(() => {
      for (const ended of said) expect(ended).toHaveBeenCalledTimes(1)
    }, patience)
    for (const heard of ears) expect(heard).toEqual(['a', 'b', 'c'])
  })

  it('come to every listener, also beside one that fails', async () => {
    const { processes } = await open()
    const heard = processes.map((events) => {
      events.on('user.changed', () => {
        throw new Error('a listener of this test')
      })
      const listen = vi.fn()
      events.on('user.changed', listen)
      return listen
    })
    processes[0]!.emit('user.changed', { userId: 'ann' })
    await vi.waitFor(() => {
      for (const listen of heard) expect(listen).toHaveBeenCalledExactlyOnceWith({ userId: 'ann' })
    }, patience)
  })

  it('come to those alone who asked for their name', async () => {
    const { processes } = await open()
    const heard = processes.map(ear)
    processes[0]!.emit('comment.changed', { videoId: 'a' })
    processes[0]!.emit('video.changed', { videoId: 'b' })
    await vi.waitFor(() => expect(heard).toEqual(processes.map(() => ['b'])), patience)
  })
})
