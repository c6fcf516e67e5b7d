import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { noteAnswer } from '../coverage/note.ts'
import { stranger } from './support/client.ts'
import { person } from './support/people.ts'
import { target } from './support/target.ts'

/** A body that stops in the middle: every operation that takes one gives it up, and says so. */

interface Operation {
  operationId: string
  requestBody?: { content: Record<string, unknown> }
  responses: Record<string, unknown>
}

const { paths } = (await (await stranger.fetch('/api/v1/openapi.json')).json()) as {
  paths: Record<string, Record<string, Operation>>
}

const waiting = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { responses = {} }]) => '408' in responses)
    .map(([method, { operationId, requestBody }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path: `/api/v1${path.replace(/\{username\}/g, 'x').replace(/\{\w+\}/g, 'f'.repeat(24))}`,
      isForm: !('application/json' in requestBody!.content),
    })),
)

/** Sends the head and a part of the body, and waits for what is said to it. */
async function stall({ method, path, isForm }: (typeof waiting)[number], token: string): Promise<string> {
  const { hostname, port } = new URL(target.url)
  const socket = connect(Number(port), hostname)
  const type = isForm ? 'multipart/form-data; boundary=b' : 'application/json'
  const begin = isForm ? '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n' : '{"a":'
  socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: ${type}\r\nContent-Length: 5000\r\n\r\n${begin}`,
  )
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  await once(socket, 'close')
  const status = Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 0)
  noteAnswer('acceptance', method, `${target.url}${path}`, status, answer)
  return `${status} ${/"code":"(\w+)"/.exec(answer)?.[1]}`
}

it('is given up after a while', async () => {
  const { tokens } = await person()
  const answers = await Promise.all(
    waiting.map(async (each) => `${each.id}: ${await stall(each, tokens.accessToken)}`),
  )
  expect(answers.filter((answer) => !answer.endsWith(': 408 request_timeout'))).toEqual([])
  expect(answers.length).toBeGreaterThan(20)
})
