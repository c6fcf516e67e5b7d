import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

const script = join(import.meta.dirname, 'upload-server.ts')
const block = Buffer.alloc(256 * 1024, 'film')

export interface UploadProcess {
  child: ChildProcess
  port: number
}

/** The program of upload-server.ts in a process of its own. */
export async function startUploadProcess(folder: string): Promise<UploadProcess> {
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout!, 'data')
  return { child, port: Number(JSON.parse(String(line)).port) }
}

interface Measured {
  sizeBytes: number
  /** Resident memory before the upload, and the most there ever was. */
  beforeBytes: number
  mostBytes: number
  seconds: number
}

/** Sends a film of so many bytes, made while it is sent, and says what that cost the process. */
export async function measureUpload(port: number, sizeBytes: number): Promise<Measured> {
  // The first upload pays for what every process loads once.
  await send(port, 1024 * 1024)
  const before = await ask(port)
  const began = performance.now()
  const answer = await send(port, sizeBytes)
  const seconds = (performance.now() - began) / 1000
  return {
    sizeBytes: Number(answer.sizeBytes),
    beforeBytes: Number(before.nowBytes),
    mostBytes: Number(answer.mostBytes),
    seconds,
  }
}

type Answer = Record<string, unknown>

async function ask(port: number): Promise<Answer> {
  return (await fetch(`http://127.0.0.1:${port}/`)).json() as Promise<Answer>
}

async function send(port: number, sizeBytes: number): Promise<Answer> {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const req = request({ host: '127.0.0.1', port, method: 'POST', headers })
  const answered = once(req, 'response')
  await pipeline(Readable.from(form(sizeBytes)), req)
  const [response] = await answered
  return (await json(response)) as Answer
}

function* form(sizeBytes: number): Iterable<Buffer> {
  yield Buffer.from('--b\r\nContent-Disposition: form-data; name="film"; filename="film.mp4"\r\n\r\n')
  for (let left = sizeBytes; left > 0; left -= block.length)
    yield block.subarray(0, Math.min(left, block.length))
  yield Buffer.from('\r\n--b--\r\n')
}
