import { once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { finish } from './finish.ts'
import { createHttpServer, listen } from './listen.ts'

const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

async function scene(listener: RequestListener = () => {}) {
  const server = createHttpServer(listener)
  await listen(server, 0, '127.0.0.1', 'PORT')
  const { port } = server.address() as AddressInfo
  async function open(first = '') {
    const accepted = once(server, 'connection')
    const socket = connect(port, '127.0.0.1')
    const answer = text(socket)
    await accepted
    const asked = first ? once(server, 'request') : null
    socket.write(first)
    const [, res] = ((await asked) ?? []) as [unknown, ServerResponse]
    return { socket, answer, res }
  }
  return { server, open }
}

/** Ends while the patience of the test lasts; the grace is far longer. */
const finishes = (server: Parameters<typeof finish>[0], idleMs?: number): Promise<void> =>
  finish(server, 600_000, idleMs)

it('tells who waits for an answer that it is the last', async () => {
  const { server, open } = await scene()
  const { answer, res } = await open(request)
  const done = finishes(server)
  res.end('here')
  expect(await answer).toMatch(/^HTTP\/1.1 200 OK\r\nConnection: close[\s\S]*here/)
  await done
})

it('closes a kept connection when the answer that had begun is sent', async () => {
  const { server, open } = await scene((_req, res) => {
    res.writeHead(200, { 'Content-Length': 4 })
    res.write('he')
  })
  const { answer, res } = await open(request)
  const done = finishes(server)
  res.end('re')
  expect(await answer).toMatch(/keep-alive[\s\S]*here$/i)
  await done
})

it('answers a second request on a busy connection, for the last time', async () => {
  const { server, open } = await scene()
  const { socket, answer, res } = await open(request)
  res.write('first')
  const done = finishes(server)
  const second = once(server, 'request')
  socket.write(request)
  res.end()
  const [, last] = await second
  last.end('second')
  expect(await answer).toMatch(/first[\s\S]*Connection: close[\s\S]*second/)
  await done
})

it('answers what a proxy sends on a kept connection just after that, for the last time', async () => {
  let asked = 0
  const { server, open } = await scene((_req, res) => void res.end(`answer ${++asked}`))
  const kept = await open(request)
  await once(kept.socket, 'readable')
  const late = await open()
  const done = finishes(server, 600_000)
  kept.socket.write(request)
  late.socket.write(request)
  expect(await kept.answer).toMatch(/keep-alive[\s\S]*answer 1[\s\S]*Connection: close[\s\S]*answer \d$/i)
  expect(await late.answer).toMatch(/^HTTP\/1.1 200 OK\r\nConnection: close/)
  await done
})

it('does not wait long for who asks nothing, before or after an answer', async () => {
  const { server, open } = await scene((_req, res) => void res.end())
  const silent = await open()
  const idle = await open(request)
  await finishes(server)
  await Promise.all([silent.answer, idle.answer])
})

it('cuts off what takes longer than the grace', async () => {
  const { server, open } = await scene()
  const { answer } = await open(request)
  await finish(server, 50)
  expect(await answer).toBe('')
})
