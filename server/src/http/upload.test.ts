import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenOnFreePort } from '../../test/support/web.ts'
import { openStaging } from '../adapters/disk/staging.ts'
import type { Staging } from '../ports/staging.ts'
import { failures } from './answer/failures.ts'
import type { FileShape, StagedFile } from './endpoint.ts'
import { missingFiles } from './upload/required.ts'
import { boundUnreadBody } from './upload/unread-body.ts'
import { createReceiveForm } from './upload.ts'

const kib = 1024
const mib = 1024 * kib
let folder: string
let staging: Staging
let web: Awaited<ReturnType<typeof listenOnFreePort>>
let free: number
let handled: { body: Record<string, unknown>; files: Record<string, StagedFile | undefined> }[]
let takeOver: ((file: StagedFile) => Promise<void>) | undefined

/** A small picture that must be there and a larger film that may be. */
const specs: FileShape = {
  poster: { required: true, maxBytes: 64 * kib, description: 'A picture' },
  film: { required: false, maxBytes: 40 * mib, description: 'A film', aliases: ['video'] },
}

async function start(idleMs?: number): Promise<void> {
  const receiveForm = createReceiveForm({ staging, idleMs })
  const app = express()
  app.use(boundUnreadBody)
  app.post('/films', async (req, res) => {
    const { fields, files, dispose } = await receiveForm(specs, req, { withDigests: true })
    try {
      const missing = missingFiles(specs, files)
      if (missing) throw missing
      handled.push({ body: fields as Record<string, unknown>, files })
      await takeOver?.(files.poster!)
      const poster = takeOver ? '' : await readFile(files.poster!.path, 'utf8')
      res.json({ data: { poster, film: files.film?.sizeBytes ?? null } })
    } finally {
      await dispose()
    }
  })
  app.use(failures(pino({ level: 'silent' })))
  web = await listenOnFreePort(app)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-upload-'))
  free = 1000 * mib
  handled = []
  takeOver = undefined
  staging = await openStaging({ folder, reserveBytes: 10 * mib, free: async () => free })
  await start()
})
afterEach(async () => {
  await web.close()
  await staging.close()
  await rm(folder, { recursive: true, force: true })
})

const leftOver = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((name) => /\/[0-9a-f]{32}$/.test(name))
const nothingLeft = () => expect.poll(leftOver).toEqual([])

const form = (...parts: [string, string | Blob, string?][]): FormData => {
  const data = new FormData()
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, value, fileName ?? 'file.bin')
  }
  return data
}
const blob = (size: number): Blob => new Blob([Buffer.alloc(size, 'x')])
const poster = new Blob(['a picture'])

async function send(body: RequestInit['body'], headers?: Record<string, string>) {
  const response = await fetch(`${web.url}/films`, {
    method: 'POST',
    body: body ?? null,
    headers: headers ?? {},
  })
  return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
}

describe('a form that is as it should be', () => {
  it('takes fields before and after the files, and leaves nothing behind', async () => {
    const answer = await send(
      form(['title', 'One'], ['poster', poster, 'näme.png'], ['film', blob(3 * mib)], ['text', '']),
    )
    expect(answer).toMatchObject({ status: 200, data: { poster: 'a picture', film: 3 * mib } })
    expect(handled[0]!.body).toEqual({ title: 'One', text: '' })
    expect(handled[0]!.files.poster).toMatchObject({
      ...{ originalName: 'näme.png', sizeBytes: 9 },
      digest: createHash('sha256').update('a picture').digest('base64url'),
    })
    await nothingLeft()
  })

  it('takes a file under its other name', async () => {
    const answer = await send(form(['video', blob(5)], ['poster', poster]))
    expect(answer).toMatchObject({ status: 200, data: { film: 5 } })
  })

  it('makes a list of a field that comes more than once or with brackets', async () => {
    await send(
      form(
        ['tags', 'a'],
        ['tags', 'b'],
        ['more[]', 'c'],
        ['less[0]', 'd'],
        ['less[1]', 'e'],
        ['poster', poster],
      ),
    )
    expect(handled[0]!.body).toEqual({ tags: ['a', 'b'], more: ['c'], less: ['d', 'e'] })
  })

  it('takes a field named __proto__ for a field', async () => {
    await send(form(['__proto__', 'x'], ['constructor', 'y'], ['poster', poster]))
    expect(Object.hasOwn(handled[0]!.files, 'poster')).toBe(true)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('overlooks the empty part of an input in which no file was chosen', async () => {
    const part = (name: string, rest: string, text: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${rest}\r\nContent-Type: application/octet-stream\r\n\r\n${text}\r\n`
    const body = `${part('film', '; filename=""', '')}${part('other', '; filename=""', '')}${part('poster', '; filename="p"', 'it')}--b--\r\n`
    const answer = await send(body, { 'content-type': 'multipart/form-data; boundary=b' })
    expect(answer).toMatchObject({ status: 200, data: { poster: 'it', film: null } })
    await nothingLeft()
  })

  it('lets the handler take a file over', async () => {
    const kept = join(folder, 'kept')
    takeOver = (file) => rename(file.path, kept)
    expect(await send(form(['poster', poster]))).toMatchObject({ status: 200 })
    expect(await readFile(kept, 'utf8')).toBe('a picture')
    await nothingLeft()
  })

  it('never lets a name that the client chose become a path', async () => {
    const names = ['../../../etc/passwd', '/etc/passwd', '..', 'C:\\x\\y.png', '-rf', 'x'.repeat(4000)]
    for (const name of names) {
      expect(await send(form(['poster', poster, name])), name).toMatchObject({ status: 200 })
      expect(handled.at(-1)!.files.poster!.path).toMatch(/\/[0-9a-f]{32}$/)
    }
    expect(await send(form(['poster', poster, 'a\0b']))).toMatchObject({
      status: 400,
      code: 'malformed_form',
    })
    await nothingLeft()
  })
})

describe('a form that is refused', () => {
  it.each([
    ['a file of an unknown name', form(['poster', poster], ['malware', blob(10)]), 400, 'unexpected_file'],
    ['a file twice', form(['poster', poster], ['poster', poster]), 400, 'unexpected_file'],
    [
      'a file under its name and its alias',
      form(['video', poster], ['film', poster], ['poster', poster]),
      400,
      'unexpected_file',
    ],
    [
      'more files than there are names',
      form(...Array.from({ length: 20 }, (_, n) => [`f${n}`, poster] as [string, Blob])),
      400,
      'unexpected_file',
    ],
    ['no required file', form(['film', blob(10)], ['title', 'x']), 400, 'missing_file'],
    ['a text where a file should be', form(['poster', 'http://x']), 400, 'missing_file'],
    ['a file over its limit', form(['poster', blob(64 * kib + 1)]), 413, 'file_too_large'],
    [
      'too many fields',
      form(...Array.from({ length: 65 }, (_, n) => [`f${n}`, ''] as [string, string])),
      400,
      'malformed_form',
    ],
    ['a huge field', form(['title', 'x'.repeat(65 * kib)], ['poster', poster]), 413, 'body_too_large'],
    ['a huge name', form(['n'.repeat(101), 'x'], ['poster', poster]), 400, 'malformed_form'],
  ])('%s', async (_what, body, status, code) => {
    expect(await send(body)).toMatchObject({ status, code, success: false })
    expect(handled).toEqual([])
    await nothingLeft()
  })

  it('names the file and its limit', async () => {
    expect(await send(form(['poster', blob(65 * kib)]))).toMatchObject({
      message: 'poster: At most 64 KiB.',
      errors: [{ path: 'poster', message: 'At most 64 KiB.' }],
    })
  })

  it('takes a file of exactly its limit', async () => {
    expect(await send(form(['poster', blob(64 * kib)]))).toMatchObject({ status: 200 })
  })

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    [
      'no last boundary',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="poster"; filename="p"\r\n\r\ndata',
    ],
    [
      'headers that are none',
      'multipart/form-data; boundary=b',
      '--b\r\n\u0001\u0002: \r\n:::\r\n\r\nx\r\n--b--\r\n',
    ],
    ['nothing at all', 'multipart/form-data; boundary=b', ''],
    [
      'a part without a name',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n',
    ],
  ])('malformed: %s', async (_what, type, body) => {
    expect(await send(body, { 'content-type': type })).toMatchObject({ status: 400, code: 'malformed_form' })
    await nothingLeft()
  })

  it('another content type', async () => {
    expect(await send('{}', { 'content-type': 'application/json' })).toMatchObject({
      status: 415,
      code: 'unsupported_content_type',
    })
  })

  it('still gets its answer when the client has far more to send, and the connection ends', async () => {
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += mib
        controller.enqueue(
          sent === mib
            ? Buffer.from('--b\r\nContent-Disposition: form-data; name="poster"; filename="p"\r\n\r\n')
            : Buffer.alloc(mib, 'x'),
        )
      },
    })
    const response = await fetch(`${web.url}/films`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    } as RequestInit)
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'file_too_large' })
    await nothingLeft()
  })

  it('by its declared length, before it is read', async () => {
    const req = request(`${web.url}/films`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': 60 * mib },
    })
    req.on('error', () => {})
    req.flushHeaders()
    const [response] = await once(req, 'response')
    expect(response.statusCode).toBe(413)
    req.destroy()
  })

  it('without end before the first part', async () => {
    const body = Buffer.alloc(46 * mib, 'x')
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(body)
      },
    })
    const response = await fetch(`${web.url}/films`, {
      method: 'POST',
      body: chunked,
      duplex: 'half',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    } as RequestInit)
    expect(response.status).toBe(413)
    await response.body?.cancel()
  })
})

describe('a disk without room', () => {
  it('refuses by the declared length, with the reserve left alone', async () => {
    free = 12 * mib
    expect(await send(form(['poster', poster], ['film', blob(3 * mib)]))).toMatchObject({
      status: 507,
      code: 'storage_full',
    })
    expect(await send(form(['poster', poster], ['film', blob(mib)]))).toMatchObject({ status: 200 })
  })

  it('stops an upload during which it fills up', async () => {
    const body = form(['poster', poster], ['film', blob(39 * mib)])
    const room = vi
      .spyOn(staging, 'roomBytes')
      .mockResolvedValueOnce(100 * mib)
      .mockResolvedValue(0)
    expect(await send(body)).toMatchObject({ status: 507, code: 'storage_full' })
    expect(room).toHaveBeenCalledTimes(2)
    await nothingLeft()
  })

  it('translates what the system says when the last block is taken', async () => {
    vi.spyOn(staging, 'newPath').mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }))
    expect(await send(form(['poster', poster]))).toMatchObject({ status: 507, code: 'storage_full' })
  })
})

describe('a client that goes', () => {
  it('leaves nothing behind when it aborts in the middle of a file', async () => {
    const abort = new AbortController()
    const stalled = new ReadableStream({
      start(controller) {
        controller.enqueue(
          Buffer.from('--b\r\nContent-Disposition: form-data; name="film"; filename="f"\r\n\r\n'),
        )
        controller.enqueue(Buffer.alloc(2 * mib, 'x'))
      },
    })
    const sending = fetch(`${web.url}/films`, {
      method: 'POST',
      body: stalled,
      duplex: 'half',
      signal: abort.signal,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    } as RequestInit)
    await expect.poll(leftOver).toHaveLength(1)
    abort.abort()
    await expect(sending).rejects.toThrow()
    await nothingLeft()
    expect(handled).toEqual([])
  })

  it('leaves nothing behind whenever it aborts', async () => {
    const head = '--b\r\nContent-Disposition: form-data; name="poster"; filename="f"\r\n\r\n'
    const whole = `${head}${'x'.repeat(50 * kib)}\r\n--b\r\nContent-Disposition: form-data; name="film"; filename="g"\r\n\r\n${'y'.repeat(100)}\r\n--b--\r\n`
    const cuts = Array.from({ length: 40 }, (_, n) => Math.floor((whole.length * n) / 40))
    await Promise.all(
      cuts.map(async (cut) => {
        const socket = connect(web.port, '127.0.0.1')
        await once(socket, 'connect')
        socket.write(
          `POST /films HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${whole.length}\r\n\r\n${whole.slice(0, cut)}`,
          () => socket.destroy(),
        )
        await once(socket, 'close')
      }),
    )
    // One that is whole shows that the server is past all the others.
    await send(form(['poster', poster]))
    await nothingLeft()
    expect(handled).toHaveLength(1)
  })

  it('is told 408 when it stands still, and may be slow as long as it moves', async () => {
    await web.close()
    await start(300)
    const req = request(`${web.url}/films`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    req.on('error', () => {})
    const answered = once(req, 'response')
    let isAnswered = false
    answered.then(() => {
      isAnswered = true
    })
    req.write('--b\r\nContent-Disposition: form-data; name="film"; filename="f"\r\n\r\n')
    const began = performance.now()
    await new Promise<void>((resolve) => {
      const drip = setInterval(() => {
        req.write('x')
        if (performance.now() - began < 900) return
        clearInterval(drip)
        resolve()
      }, 50)
    })
    expect(isAnswered).toBe(false)
    const [response] = await answered
    expect(response.statusCode).toBe(408)
    expect(performance.now() - began).toBeGreaterThan(1100)
    req.destroy()
    await nothingLeft()
  })
})

it('stages into the own folder of the process, which is private', async () => {
  takeOver = async (file) => access(file.path)
  await send(form(['poster', poster]))
  expect((await readdir(folder)).filter((name) => name.startsWith(`${process.pid}-`))).toHaveLength(1)
})
