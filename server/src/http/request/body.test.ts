import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it } from 'vitest'
import { isAppError } from '../../errors.ts'
import { readBody } from './body.ts'

it('does not wait for ever for a body that does not come', async () => {
  const app = express()
  app.post('/', async (req, res) => {
    const error: unknown = await readBody({ bodyMode: 'json' }, req, res, 50).catch((reason) => reason)
    res.json({ late: isAppError(error, 'request_timeout') })
  })
  const server = app.listen(0)
  const { port } = server.address() as AddressInfo
  const headers = { 'Content-Type': 'application/json', 'Content-Length': 100 }
  const slow = httpRequest({ port, method: 'POST', headers })
  slow.write('{"half":')
  const [answer] = await once(slow, 'response')
  expect(answer.headers.connection).toBe('close')
  expect(JSON.parse(String((await answer.toArray())[0]))).toEqual({ late: true })
  slow.destroy()
  server.close()
})
