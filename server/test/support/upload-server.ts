import express from 'express'
import { pino } from 'pino'
import { openStaging } from '../../src/adapters/disk/staging.ts'
import { failures } from '../../src/http/answer/failures.ts'
import { boundUnreadBody } from '../../src/http/upload/unread-body.ts'
import { createReceiveForm } from '../../src/http/upload.ts'

/**
 * A process that does nothing but receive uploads, for tests that kill or measure one. Its argument is the staging
 * folder; it prints its port, and answers each upload with its size and the most memory it has ever held.
 */
const staging = await openStaging({ folder: process.argv[2]!, reserveBytes: 0 })
const receiveForm = createReceiveForm({ staging })
const film = { required: true, maxBytes: 20 * 1024 ** 3, description: 'A film' }

// The system's own record of it begins with what the parent held when it started this process.
let mostBytes = 0
function look(): number {
  const nowBytes = process.memoryUsage.rss()
  mostBytes = Math.max(mostBytes, nowBytes)
  return nowBytes
}
setInterval(look, 5)

const app = express()
app.use(boundUnreadBody)
app.post('/', async (req, res) => {
  const { files, dispose } = await receiveForm({ film }, req, { withDigests: false })
  const { sizeBytes } = files.film!
  await dispose()
  look()
  res.json({ sizeBytes, mostBytes })
})
app.get('/', (_req, res) => {
  res.json({ nowBytes: look(), mostBytes })
})
app.use(failures(pino({ level: 'silent' })))

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : null }))
})
