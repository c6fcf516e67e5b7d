import { expect } from 'vitest'
import { type Client, stranger } from '../client.ts'
import { bytesOf } from '../hls.ts'
import { everyUrl } from '../media.ts'
import { type Person, person, publish, whenReady } from '../people.ts'
import { until } from '../settle.ts'
import { createWriter } from '../writer.ts'

interface Failure {
  phase: string
  actor: string
  afterMs: number
  words: string
}

/** One of a few who do something again and again, with a breath between. */
type Actor = [name: string, breathMs: number, act: () => Promise<unknown>]

const writersCount = 6

async function good(by: Client, path: string): Promise<void> {
  const ask = () => by.get(path)
  // A search that takes more than a second is given up: where all this runs on one machine, any may.
  const answer = await until('it takes too long', ask, ({ body }) => body?.code !== 'search_too_slow')
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`)
}

/**
 * Reads, writes and uploads, mixed and bounded, until it is told to end. All that fails is kept, with the phase it fell into; what
 * was acknowledged is compared at the end.
 */
export async function startLoad() {
  const ann = await person('ann')
  const open = await whenReady(ann, (await publish(ann))._id)
  const closed = await whenReady(ann, (await publish(ann, undefined, { privacy: 'private' }))._id)
  const addresses = [...(await everyUrl(open)), ...(await everyUrl(closed, ann))]
  const writers = await Promise.all(
    Array.from({ length: writersCount }, async () =>
      createWriter(await person('writer'), { videoId: open._id, channelId: ann.user._id }),
    ),
  )
  await Promise.all(writers.map((writer) => writer.begin()))
  const uploaded: string[] = []

  const failures: Failure[] = []
  const done = new Map<string, number>()
  let phase = ''
  let phaseBegan = performance.now()
  /** In which requests may fail, also those that were under way when it began or ended. */
  let outage: string | null = null
  let isOver = false
  let uploadsRest = false

  async function upload(): Promise<void> {
    if (!uploadsRest) uploaded.push((await publish(ann))._id)
  }

  const actors: Actor[] = [
    ...writers.map(({ next }): Actor => ['writer', 100, next]),
    ['reader of lists', 30, inTurn(listPaths(ann, open._id).map((path) => () => good(stranger, path)))],
    ['reader of lists', 30, inTurn(listPaths(ann, open._id).map((path) => () => good(stranger, path)))],
    ['signed-in reader', 50, inTurn(ownPaths(open._id, closed._id).map((path) => () => good(ann, path)))],
    ['viewer', 50, inTurn(addresses.map((address) => () => bytesOf(address)))],
    ['uploader', 8_000, upload],
  ]
  for (const [actor] of actors) done.set(actor, 0)
  const failuresIn = (name: string): Failure[] => failures.filter((failure) => failure.phase === name)
  const began = performance.now()
  const lastedMs = () => performance.now() - began
  const running = actors.map(async ([actor, breathMs, act]) => {
    while (!isOver) {
      const phaseAtFirst = phase
      await act().then(
        () => done.set(actor, (done.get(actor) ?? 0) + 1),
        (error: Error) => {
          const words = `${error.message} ${(error.cause as Error | undefined)?.message ?? ''}`
          const afterMs = Math.round(performance.now() - phaseBegan)
          failures.push({ phase: phaseAtFirst === outage ? outage : phase, actor, words, afterMs })
        },
      )
      await new Promise((resolve) => setTimeout(resolve, breathMs))
    }
  })

  return {
    ann,
    /** Names what happens now, and answers what failed in it. */
    async during(name: string, happens: () => Promise<unknown>): Promise<Failure[]> {
      phase = name
      phaseBegan = performance.now()
      await happens()
      console.info(`${name}: ${((performance.now() - phaseBegan) / 1000).toFixed(1)} s`)
      return failuresIn(name)
    },
    /** The same where requests may fail. What fails of it can come later: `failuresIn`. */
    async duringOutage(name: string, happens: () => Promise<unknown>): Promise<void> {
      outage = name
      await this.during(name, happens)
    },
    failuresIn,
    restUploads(rest: boolean): void {
      uploadsRest = rest
    },
    lastedMs,
    done: (): Record<string, number> => Object.fromEntries(done),
    /** Answers how long it lasted. */
    async end(): Promise<number> {
      isOver = true
      await Promise.all(running)
      return lastedMs()
    },
    /** Every write and every upload that was acknowledged is there. */
    async nothingIsLost(): Promise<void> {
      for (const writer of writers) {
        const { wanted, found } = await writer.compare()
        expect([writer.username, found]).toEqual([writer.username, wanted])
        expect(wanted.length).toBeGreaterThan(5)
      }
      for (const id of uploaded) {
        const video = await whenReady(ann, id)
        for (const address of await everyUrl(video)) await bytesOf(address)
      }
    },
  }
}

function inTurn(acts: (() => Promise<unknown>)[]): () => Promise<unknown> {
  let turn = 0
  return () => acts[turn++ % acts.length]!()
}

const listPaths = (ann: Person, videoId: string): string[] => [
  ...['/videos?limit=20', '/videos?query=small', `/videos/${videoId}`, `/comments/${videoId}?limit=20`],
  ...['/tweets?limit=20', `/users/c/${ann.username}`, `/subscriptions/c/${ann.user._id}`],
]

const ownPaths = (openId: string, closedId: string): string[] => [
  ...['/users/current-user', '/users/history', '/dashboard/stats', '/dashboard/videos', '/likes/videos'],
  ...[`/videos/${openId}`, `/videos/${closedId}`],
]
