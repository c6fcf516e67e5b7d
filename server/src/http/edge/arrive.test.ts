import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { endpoint, reply } from '../endpoint.ts'

const getThings = endpoint({
  id: 'getThings',
  route: 'GET /things',
  summary: 'Things',
  access: 'none',
  answer: z.array(z.string()),
  message: 'The things',
  errors: [],
  handle: ({ client }) => reply([client.baseUrl], { nextCursor: 'abc' }),
})

async function ask(head: string, env: Record<string, string> = {}) {
  const server = tinyApp([getThings], { env }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.end(`${head}\r\nConnection: close\r\n\r\n`)
  const answer = await text(socket)
  server.close()
  const [, status] = answer.match(/^HTTP\/1.1 (\d+)/) ?? []
  const [, link] = answer.match(/^Link: <(.*)>/m) ?? []
  return { status: Number(status), link, answer, port }
}

const hosted = (host: string, env?: Record<string, string>) =>
  ask(`GET /api/v1/things?page=2&x=1 HTTP/1.1\r\nHost: ${host}`, env)

it.each([
  'a b',
  'a:99999',
  'a:b',
  '[1:2',
  '[zz]',
  'a/b',
  'ann@a',
  '<x>',
  '999.1.1.1',
  'a,b',
  'x'.repeat(300),
])('refuses the host %j, which is no address', async (host) => {
  const { status, answer } = await hosted(host)
  expect(status).toBe(400)
  expect(answer).toMatch(/"code":"malformed_request".*"requestId":"/)
})

it.each(['videos.example.org', 'LOCALHOST:5000', '127.0.0.1:80', '[::1]:5000', '[2001:db8::1]', 'my_server'])(
  'makes addresses with the host %s',
  async (host) => {
    const { status, link, answer } = await hosted(host)
    expect(status).toBe(200)
    expect(link).toBe(`http://${host.toLowerCase().replace(':80', '')}/api/v1/things?x=1&cursor=abc`)
    expect(answer).toContain(`["http://${host}"]`)
  },
)

it('does not look at the host where it is told its own', async () => {
  const { status, link } = await hosted('a b', { PUBLIC_URL: 'https://videos.example.org' })
  expect([status, link]).toEqual([200, 'https://videos.example.org/api/v1/things?x=1&cursor=abc'])
})

it.each(['GET /api/v1/things HTTP/1.0', 'GET /api/v1/things HTTP/1.1\r\nHost:'])(
  'makes addresses of its own when %j names no host',
  async (head) => {
    const { status, link, port } = await ask(head)
    expect([status, link]).toEqual([200, `http://127.0.0.1:${port}/api/v1/things?cursor=abc`])
  },
)

it('survives a whole address that is none', async () => {
  const { status } = await ask('GET http://x:99999/api/v1/things HTTP/1.1\r\nHost: x')
  expect(status).toBeLessThan(500)
})
