import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What a file holds, to be looked at again later. */
export interface Summary {
  sizeBytes: number
  sha256: string
}

/** Writes a stream to a new file that this user alone may read. */
export async function writeStream(path: string, source: Readable): Promise<Summary> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const counted = counter()
  await pipeline(source, counted.stream, createWriteStream(path, { mode: 0o600 }))
  return counted.summary()
}

/** One JSON value a line; answers how many, too. */
export async function writeLines(
  path: string,
  values: AsyncIterable<unknown>,
): Promise<Summary & { lines: number }> {
  let lines = 0
  async function* text() {
    for await (const value of values) {
      lines++
      yield `${JSON.stringify(value)}\n`
    }
  }
  const summary = await writeStream(path, Readable.from(text()))
  return { ...summary, lines }
}

export async function* readLines(path: string): AsyncIterable<unknown> {
  const lines = createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  for await (const line of lines) yield JSON.parse(line)
}

export async function summaryOfStream(source: Readable): Promise<Summary> {
  const counted = counter()
  await pipeline(source, counted.stream.resume())
  return counted.summary()
}

/** Null when there is no such file. */
export async function summaryOf(path: string): Promise<Summary | null> {
  try {
    return await summaryOfStream(createReadStream(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Makes the disk keep a small file, whole or not at all for whoever reads it later. */
export async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(text)
  await file.sync()
}

function counter() {
  const hash: Hash = createHash('sha256')
  let sizeBytes = 0
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      sizeBytes += chunk.length
      done(null, chunk)
    },
  })
  return { stream, summary: (): Summary => ({ sizeBytes, sha256: hash.digest('hex') }) }
}
