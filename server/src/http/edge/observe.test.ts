import { once } from 'node:events'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import type { FinishedRequest } from '../../ports/request-observer.ts'
import { endpoint } from '../endpoint.ts'

const asked = Promise.withResolvers<void>()
const gone = Promise.withResolvers<unknown>()

const slow = endpoint({
  id: 'getSlowThing',
  route: 'GET /slow',
  summary: 'Waits until nobody waits any more',
  access: 'none',
  answer: z.object({}),
  message: 'Never',
  errors: [],
  async handle({ client }) {
    const left = once(client.signal, 'abort')
    asked.resolve()
    gone.resolve(await left)
    return {}
  },
})

it('knows a client that leaves before its answer, and so does the handler', async () => {
  const finished = Promise.withResolvers<FinishedRequest>()
  const server = tinyApp([slow], { observers: [finished.resolve] }).listen(0)
  const { port } = server.address() as AddressInfo
  const client = get({ port, path: '/api/v1/slow' })
  client.on('error', () => {})
  await asked.promise
  client.destroy()
  await gone.promise
  expect(await finished.promise).toMatchObject({
    status: 499,
    aborted: true,
    bytes: 0,
    operation: 'getSlowThing',
  })
  server.close()
})

it('counts the bytes of what was sent, compressed or not', async () => {
  const seen: FinishedRequest[] = []
  const server = tinyApp([], { observers: [(request) => seen.push(request)] }).listen(0)
  const { port } = server.address() as AddressInfo
  const sizes: number[] = []
  for (const encoding of ['identity', 'gzip']) {
    const request = get({ port, path: '/api/v1/openapi.json', headers: { 'Accept-Encoding': encoding } })
    const [answer] = await once(request, 'response')
    sizes.push(Buffer.concat(await answer.toArray()).length)
  }
  await expect.poll(() => seen.length).toBe(2)
  expect(seen.map(({ bytes }) => bytes)).toEqual(sizes)
  expect(sizes[1]).toBeLessThan(sizes[0]!)
  server.close()
})

it('cuts what a client says of itself, with no secret in it', async () => {
  const finished = Promise.withResolvers<FinishedRequest>()
  const server = tinyApp([], { observers: [finished.resolve] }).listen(0)
  const { port } = server.address() as AddressInfo
  const secret = `://ann:c2VjcmV0${'x'.repeat(600)}@host/`
  get({
    port,
    headers: { 'User-Agent': secret + 'u'.repeat(600), Referer: `http${secret}${'r'.repeat(600)}` },
  })
  const { userAgent, referer } = await finished.promise
  expect([userAgent.length, referer.length]).toEqual([512, 512])
  expect(userAgent + referer).not.toContain('c2VjcmV0')
  server.close()
})
