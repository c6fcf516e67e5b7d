import { randomUUID } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { target } from './target.ts'

/**
 * An upload that comes to no end. `dataDir`: the server's folder, in which it is known by its first bytes, whatever other
 * uploads come and go beside it.
 */
export function beginUpload(bearer: string, dataDir: string | null) {
  const mark = randomUUID()
  const { host, hostname, port } = new URL(target.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(
    [
      'POST /api/v1/videos HTTP/1.1',
      `Host: ${host}`,
      `Authorization: Bearer ${bearer}`,
      'Content-Type: multipart/form-data; boundary=xx',
      'Content-Length: 50000000',
      '',
      '--xx\r\nContent-Disposition: form-data; name="title"\r\n\r\nHalf',
      '--xx\r\nContent-Disposition: form-data; name="videoFile"; filename="a.mp4"\r\nContent-Type: video/mp4',
      `\r\n${mark}`,
    ].join('\r\n'),
  )
  socket.write(Buffer.alloc(5_000_000))

  return {
    breakOff: () => socket.destroy(),
    /** Its files; none where the server's folder is not known. */
    async files(): Promise<string[]> {
      const paths = dataDir ? await filesBelow(join(dataDir, 'uploads')) : []
      const starts = await Promise.all(paths.map((path) => startOf(path, mark.length)))
      return paths.filter((_, n) => starts[n] === mark)
    },
  }
}

/** Files of a folder that others write to and remove from meanwhile. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(noneIfGone)
  const found = entries.map((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return entry.isFile() && entry.name !== 'lease' ? [path] : []
  })
  return (await Promise.all(found)).flat()
}

function noneIfGone(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return []
  throw error
}

async function startOf(path: string, length: number): Promise<string> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } catch (error) {
    noneIfGone(error as NodeJS.ErrnoException)
    return ''
  }
}
