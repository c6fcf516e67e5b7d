import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { endpoint } from '../endpoint.ts'

const text = endpoint({
  id: 'getText',
  route: 'GET /text/:size',
  summary: 'Text of a size',
  access: 'none',
  params: { size: z.coerce.number() },
  answer: z.string(),
  message: 'é€😀',
  errors: [],
  handle: ({ params }) => 'é€😀 words '.repeat(params.size / 8),
})
const server = tinyApp([text]).listen(0)
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/text`
afterAll(() => server.close())

it.each([80, 8_000, 200_000])('sends %i characters whole, whatever the coding', async (size) => {
  for (const coding of ['identity', 'gzip', 'br']) {
    const answer = await fetch(`${url}/${size}`, { headers: { 'Accept-Encoding': coding } })
    const { data, message } = (await answer.json()) as { data: string; message: string }
    expect(data).toBe('é€😀 words '.repeat(size / 8))
    expect(message).toBe('é€😀')
    expect(answer.headers.get('content-encoding')).toBe(size > 80 && coding !== 'identity' ? coding : null)
  }
})

it('gives the same ETag in every coding, and another one for other contents', async () => {
  const etag = async (size: number, coding: string) =>
    (await fetch(`${url}/${size}`, { headers: { 'Accept-Encoding': coding } })).headers.get('etag')
  expect(await etag(8_000, 'gzip')).toBe(await etag(8_000, 'identity'))
  expect(await etag(8_000, 'gzip')).not.toBe(await etag(8_008, 'gzip'))
})
