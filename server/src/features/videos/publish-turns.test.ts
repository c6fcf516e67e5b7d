import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { isAppError } from '../../errors.ts'
import { MediaError } from '../../ports/media-tools.ts'
import { createPublish } from './publish.ts'

const cores = availableParallelism()
const waiting = 32

it('probes one upload a core, lets some wait and tells the next one to come again', async () => {
  let running = 0
  let most = 0
  let finish = () => {}
  const held = new Promise<void>((resolve) => {
    finish = resolve
  })
  const tools = {
    async probe() {
      running += 1
      most = Math.max(most, running)
      await held
      running -= 1
      throw new MediaError('not_a_video', 'The file is not a video.')
    },
  }
  const publish = createPublish({ tools } as unknown as Parameters<typeof createPublish>[0])
  const video = { path: '/nowhere', sizeBytes: 1, declaredType: 'video/mp4' }
  const upload = { title: 'Sea', description: '', privacy: 'public', isPublished: true, video } as const
  const one = () =>
    publish({} as Parameters<typeof publish>[0], upload, new AbortController().signal, {}).catch(
      (error: unknown) => error,
    )
  const taken = Array.from({ length: cores + waiting }, one)
  const tooMany = await one()
  expect(isAppError(tooMany, 'overloaded') && tooMany.retryAfterSeconds).toBe(10)
  finish()
  for (const error of await Promise.all(taken)) expect(isAppError(error, 'not_a_video')).toBe(true)
  expect(most).toBe(cores)
})
